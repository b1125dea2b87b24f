import Link from 'next/link'
import type { ReactNode } from 'react'
import { Icon } from '#components/controls/icon.tsx'

interface GroupHeadProps {
  back: { href: string; word: string }
  title: string
  question: string
  reason: string
  /** What more there is to say. */
  note?: string
  facts: readonly { name: string; value: ReactNode }[]
}

/** A group's name, why it is one, and its figures. */
export function GroupHead({ back, title, question, reason, note, facts }: GroupHeadProps) {
  return (
    <header className="grid grid-cols-1 gap-2 rounded-lg border bg-panel px-3.5 pt-3 pb-2.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Link
          href={back.href}
          className="-ml-1 inline-flex h-6 items-center gap-1 rounded px-1 text-xs text-soft hover:bg-hover"
        >
          <Icon name="chevron_left" size={12} /> {back.word}
        </Link>
        <h1 className="text-lg font-semibold">{title}</h1>
        <p className="text-soft">{question}</p>
      </div>
      <p>{reason}</p>
      {note !== undefined && <p className="text-soft">{note}</p>}
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        {facts.map(({ name, value }) => (
          <div key={name} className="grid gap-0.5">
            <dt className="text-2xs text-faint">{name}</dt>
            <dd className="mono min-h-6">{value}</dd>
          </div>
        ))}
      </dl>
    </header>
  )
}

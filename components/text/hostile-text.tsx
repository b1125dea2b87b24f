import { Fragment } from 'react'
import { clampMiddle, stretchesOf } from './visible-characters.ts'

function Stretches({ text }: { text: string }) {
  return stretchesOf(text).map((stretch, index) =>
    stretch.kind === 'text' ? (
      <Fragment key={index}>{stretch.text}</Fragment>
    ) : (
      <span
        key={index}
        title={`${stretch.code} ${stretch.name}`}
        className="mx-px rounded-sm bg-hostile-wash px-0.5 text-[0.85em] text-hostile"
      >
        {stretch.code}
      </span>
    ),
  )
}

/**
 * Text that a stranger wrote: inert, isolated from the reading direction around it, every character that
 * would act or hide shown by its code, long ones clamped in the middle.
 */
export function HostileText({ text, most = 120, empty = '—' }: { text: string; most?: number; empty?: string }) {
  if (text === '') return <span className="text-faint">{empty}</span>
  const { head, left_out, tail } = clampMiddle(text, most)
  return (
    <bdi className="mono">
      <Stretches text={head} />
      {left_out > 0 && (
        <span
          className="mx-0.5 rounded-sm bg-hover px-1 text-[0.85em] whitespace-nowrap text-soft"
          title={`${left_out} characters left out here`}
        >
          …{left_out}…
        </span>
      )}
      <Stretches text={tail} />
    </bdi>
  )
}

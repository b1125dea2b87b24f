'use client'

import Link from 'next/link'
import { Button } from '#components/controls/button.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'
import { Notice } from '#components/states/notice.tsx'
import { rangeWords } from '#components/text/time-range.ts'
import { utcDateTime } from '#components/text/utc.ts'
import { useHealth } from '../../browser/health-query.ts'
import { FILTER_FIELDS, isFiltered, type SessionQuestion } from '../../browser/session-question.ts'

const FIELD_WORDS = { host: 'host', src_ip: 'address', ja4: 'JA4' } as const

interface NoSessionsProps {
  question: SessionQuestion
  change: (change: Partial<SessionQuestion>) => void
}

/** Nothing matched, nothing ever arrived, and nobody knows are three different things. */
export function NoSessions({ question, change }: NoSessionsProps) {
  const health = useHealth()
  const newest = health.data?.store.newest_row_at ?? null
  const neverAny = health.data?.store.ok === true && newest === null
  const toHealth = (
    <Link
      href="/health"
      className="inline-flex h-8 items-center rounded-md border border-line-strong/60 px-2.5 hover:bg-hover"
    >
      Open Health
    </Link>
  )
  if (neverAny)
    return (
      <Notice icon="eye" title="No request has been recorded yet" actions={toHealth}>
        <p>This is not “no attack”: nothing has reached the store since it was made.</p>
        <p>Health shows whether the sensor listens, and at which servers.</p>
      </Notice>
    )
  return (
    <Notice
      icon="search"
      title="No session matches"
      actions={
        <>
          {FILTER_FIELDS.filter((field) => question[field] !== '').map((field) => (
            <Button key={field} onClick={() => change({ [field]: '' })}>
              Without this {FIELD_WORDS[field]}
            </Button>
          ))}
          <Button onClick={() => change({ range: { kind: 'preset', range: '30d' } })}>Last 30 days</Button>
          {!isFiltered(question) && toHealth}
        </>
      }
    >
      <p>
        Asked: {rangeWords(question.range)}
        {FILTER_FIELDS.filter((field) => question[field] !== '').map((field) => (
          <span key={field}>
            , {FIELD_WORDS[field]} <HostileText text={question[field]} most={60} />
          </span>
        ))}
        .
      </p>
      {newest !== null && <p>The newest request in the store is of {utcDateTime(newest)} UTC.</p>}
    </Notice>
  )
}

'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import type { SessionScore } from '#db/model/session-detail.ts'
import type { TriagedSession } from '#db/model/session.ts'
import type { Verdict } from '#db/model/verdict.ts'
import { CopyButton } from '#components/text/copy-button.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'
import { Icon } from '#components/controls/icon.tsx'
import { countWords, plural } from '#components/text/number-words.ts'
import { ScoreBadge } from '#components/severity/score-badge.tsx'
import { bothClocks, gapWords, utcDate, utcTime } from '#components/text/utc.ts'
import { VerdictBadge } from '#components/verdicts/verdict-badge.tsx'
import { useHealth } from '../../../browser/health-query.ts'

interface SessionHeadProps {
  session: TriagedSession
  score: SessionScore | null
  /** When the browser got this, in milliseconds since the epoch. */
  readAt: number
  latest: Verdict | null
}

function Item({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 gap-0.5">
      <dt className="text-2xs text-faint">{name}</dt>
      <dd className="flex min-h-6 min-w-0 flex-wrap items-center gap-1 wrap-anywhere">{children}</dd>
    </div>
  )
}

/** Where a model came from is known for those in use; an older session may carry the score of another. */
function ModelWords({ model_version }: { model_version: string }) {
  const models = useHealth().data?.detection.models ?? []
  const origin = models.find((model) => model.model_version === model_version)?.origin
  return (
    <span className="text-soft">
      <span className="mono">{model_version}</span>
      {origin === 'bundled' && ' · trained in a lab, not on this site'}
      {origin === 'site' && ' · trained on this site'}
    </span>
  )
}

const FIELD_WORDS = { host: 'host', src_ip: 'source address', ja4: 'JA4' } as const

function Narrow({ field, value }: { field: 'host' | 'src_ip' | 'ja4'; value: string }) {
  if (value === '') return null
  return (
    <Link
      href={`/sessions?range=7d&${field}=${encodeURIComponent(value)}`}
      aria-label={`All sessions with this ${FIELD_WORDS[field]}`}
      title={`All sessions with this ${FIELD_WORDS[field]}`}
      className="inline-flex size-6 items-center justify-center rounded text-faint hover:bg-hover hover:text-accent"
    >
      <Icon name="filter" size={13} />
    </Link>
  )
}

/** What the model and people made of it, and how old that is. */
function Judged({ session, score, readAt, latest }: SessionHeadProps) {
  return (
    <>
      <Item name="Anomaly score">
        <ScoreBadge
          anomaly_score={score?.anomaly_score ?? session.anomaly_score}
          threat_level={score?.threat_level ?? session.threat_level}
        />
      </Item>
      <Item name="Verdict">
        {latest === null ? (
          <span className="text-faint">none yet</span>
        ) : (
          <VerdictBadge verdict={latest.verdict} bot_class={latest.bot_class} />
        )}
      </Item>
      <Item name="Model">
        {score === null ? (
          <span className="text-faint">not scored yet</span>
        ) : (
          <ModelWords model_version={score.model_version} />
        )}
      </Item>
      <Item name="Data of">
        <span className="mono text-soft" title={bothClocks(new Date(readAt).toISOString())}>
          {utcTime(new Date(readAt).toISOString())} UTC
        </span>
        {score !== null && <span className="text-faint">· scored {utcTime(score.scored_at)}</span>}
      </Item>
    </>
  )
}

/** What was observed, and what the client claims. */
function Seen({ session }: { session: TriagedSession }) {
  const span = Date.parse(session.ended_at) - Date.parse(session.started_at)
  return (
    <>
      <Item name="What it did">
        {plural(session.hits, 'request')} on {plural(session.connections, 'connection')},{' '}
        {plural(session.uniq_paths, 'path')}, {countWords(session.count_post)} POST, {countWords(session.count_4xx)}{' '}
        answered 4xx
      </Item>
      <Item name="When (UTC+00:00)">
        <span className="mono" title={`${bothClocks(session.started_at)}\nto\n${bothClocks(session.ended_at)}`}>
          {utcDate(session.started_at)} {utcTime(session.started_at)}–{utcTime(session.ended_at)}
        </span>
        <span className="text-faint">({gapWords(Math.max(0, span))})</span>
      </Item>
      <Item name="Source address">
        <HostileText text={session.src_ip} />
        <CopyButton text={session.src_ip} what="address" />
        <Narrow field="src_ip" value={session.src_ip} />
      </Item>
      <Item name="JA4">
        <HostileText text={session.ja4} empty="no TLS" />
        <Narrow field="ja4" value={session.ja4} />
      </Item>
      <Item name="Claims to be">
        <span className="max-w-3xl wrap-anywhere">
          <HostileText text={session.user_agent} most={220} empty="(no user agent sent)" />
        </span>
      </Item>
    </>
  )
}

export function SessionHead({ session, score, readAt, latest }: SessionHeadProps) {
  return (
    <header className="grid grid-cols-1 gap-3 rounded-lg border bg-panel px-3.5 pt-3 pb-2.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Link
          href="/sessions"
          className="-ml-1 inline-flex h-6 items-center gap-1 rounded px-1 text-xs text-soft hover:bg-hover"
        >
          <Icon name="chevron_left" size={12} /> Sessions
        </Link>
        <h1 className="min-w-0 text-lg font-semibold wrap-anywhere">
          <HostileText text={session.src_ip} /> <span className="font-normal text-faint">at</span>{' '}
          <HostileText text={session.host} most={70} empty="(no host)" />
        </h1>
        <p className="text-soft">Is this a person? What did it do?</p>
      </div>
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <Judged session={session} score={score} readAt={readAt} latest={latest} />
        <Seen session={session} />
      </dl>
    </header>
  )
}

'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { Counter } from '#components/overview/counter.tsx'
import { Failure } from '#components/states/failure.tsx'
import { countWords, plural } from '#components/text/number-words.ts'
import { PageHead } from '#components/frame/page-head.tsx'
import { isOurLoss } from '#components/health/counter-words.ts'
import type { Health } from '#db/model/health.ts'
import { Panel } from '#components/frame/panel.tsx'
import { Segmented } from '#components/controls/segmented.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { TopSessions } from '#components/overview/top-sessions.tsx'
import { totalOf } from '#components/traffic/traffic-bucket.ts'
import { ageWords } from '#components/text/utc.ts'
import { failureOf } from '../browser/failure-of.ts'
import { useHealth } from '../browser/health-query.ts'
import { SENSOR_SILENT_S } from '../browser/shell.tsx'
import { searchOf, type SessionQuestion } from '../browser/session-question.ts'
import { ConnectionsLine } from './connections/connections-line.tsx'
import { useHistogram, useNewestSessions } from '../browser/sessions-query.ts'
import { useQuestion } from '../browser/use-question.ts'
import { RulesPanel } from './rules-panel.tsx'
import { NoSessions } from './sessions/no-sessions.tsx'
import { Traffic } from './sessions/traffic.tsx'

const RANGES = [
  { value: '1h', word: 'Last hour' },
  { value: '24h', word: '24 h' },
  { value: '7d', word: '7 days' },
] as const

/** Sessions in the list of the worst. */
const TOP = 12

/** What the sensors lost that should be there; what they leave out on purpose is no loss, and a silent one's last words are not of now. */
function lossesOf({ sensors }: Health): { total: number; recent: number } {
  const sum = (some: Health['sensors'], of: 'total' | 'recent') =>
    some
      .flatMap(({ losses }) => losses.filter(({ cause }) => isOurLoss(cause)))
      .reduce((all, loss) => all + loss[of], 0)
  return {
    total: sum(sensors, 'total'),
    recent: sum(
      sensors.filter(({ age_s }) => age_s < SENSOR_SILENT_S),
      'recent',
    ),
  }
}

function scoredWords(health: Health | undefined): string {
  if (health === undefined) return 'asking when scoring ran'
  if (!health.store.ok) return 'when scoring ran is unknown: the store is away'
  if (health.scoring.last_run_at === null) return 'scoring has not run yet'
  return `last scored ${ageWords((Date.parse(health.time) - Date.parse(health.scoring.last_run_at)) / 1000)} ago`
}

function lossWords(health: Health | undefined): string {
  if (health === undefined) return 'asking the sensors'
  if (!health.store.ok) return 'losses unknown: the store is away'
  if (health.sensors.length === 0) return 'losses unknown: no sensor reports'
  const lost = lossesOf(health)
  if (health.sensors.every(({ age_s }) => age_s >= SENSOR_SILENT_S)) return 'losses unknown: every sensor is silent'
  if (lost.recent > 0) return `${countWords(lost.recent)} lost in the last minute: see Health`
  return lost.total > 0
    ? `nothing lost now, ${countWords(lost.total)} before: see Health`
    : 'nothing lost by the sensors'
}

function Counters({ question }: { question: SessionQuestion }) {
  const { data } = useHistogram(question, true)
  const health = useHealth().data
  const total = data ? totalOf(data.data) : null
  const behind = health?.store.newest_row_at
    ? (Date.parse(health.time) - Date.parse(health.store.newest_row_at)) / 1000
    : null
  return (
    <div className="grid grid-cols-2 gap-3 xl:grid-cols-4">
      <Counter
        name="High or critical"
        value={total && countWords(total.severe)}
        tone={total !== null && total.severe > 0 ? 'text-critical' : ''}
        says={total ? `of ${plural(total.sessions, 'session')}` : 'sessions in this range'}
      />
      <Counter name="Requests" value={total && countWords(total.requests)} says="recorded in this range" />
      <Counter name="Waiting for a score" value={total && countWords(total.unscored)} says={scoredWords(health)} />
      <Counter
        name="Newest request"
        value={behind === null ? null : `${ageWords(behind)} ago`}
        says={lossWords(health)}
      />
    </div>
  )
}

/** The head of the list in two orders: what is worst, and what is newest. */
export function OverviewView() {
  const router = useRouter()
  const [asked, change] = useQuestion()
  const question: SessionQuestion = { ...asked, host: '', src_ip: '', ja4: '', sort: '-score' }
  const top = useNewestSessions(question, true, TOP)
  const preset =
    RANGES.find(({ value }) => question.range.kind === 'preset' && question.range.range === value)?.value ?? '24h'
  return (
    <div className="grid grid-cols-1 gap-3 p-4">
      <PageHead title="Overview" question="Are we under attack now, by what, and is the pipeline telling the truth?">
        <Segmented
          label="Time range"
          value={preset}
          choices={RANGES}
          onChoose={(range) => change({ range: { kind: 'preset', range } })}
        />
      </PageHead>
      <Counters question={question} />
      <Traffic
        question={question}
        live
        height={190}
        onNarrow={(since, until) =>
          router.push(`/sessions${searchOf({ ...question, range: { kind: 'fixed', since, until } })}`)
        }
      />
      <ConnectionsLine range={question.range} />
      <RulesPanel />
      <Panel
        title="Most anomalous sessions"
        aside={
          <Link
            href={`/sessions${searchOf(question)}`}
            className="inline-flex h-6 items-center rounded px-1.5 text-xs text-accent hover:bg-hover"
          >
            All in this range
          </Link>
        }
      >
        {top.isPending ? (
          <Skeleton rows={8} label="Loading sessions" />
        ) : top.data === undefined ? (
          <Failure what="the sessions" failure={failureOf(top.error)} onRetry={() => top.refetch()} />
        ) : top.data.data.length === 0 ? (
          <NoSessions question={question} change={change} />
        ) : (
          <TopSessions sessions={top.data.data} />
        )}
      </Panel>
    </div>
  )
}

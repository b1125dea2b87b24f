'use client'

import type { Health } from '#db/model/health.ts'
import { Fact, Facts } from '#components/evidence/facts.tsx'
import { Failure } from '#components/states/failure.tsx'
import { Banner, Notice } from '#components/states/notice.tsx'
import { bytesWords, countWords } from '#components/text/number-words.ts'
import { PageHead } from '#components/frame/page-head.tsx'
import { Panel } from '#components/frame/panel.tsx'
import { DetectionPanel } from '#components/health/detection-panel.tsx'
import { PartState, type PartStateName } from '#components/health/part-state.tsx'
import { ReferencePanel } from '#components/health/reference-panel.tsx'
import { SensorPanel } from '#components/health/sensor-panel.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { ageWords, utcDateTime } from '#components/text/utc.ts'
import { failureOf } from '../../browser/failure-of.ts'
import { useHealth } from '../../browser/health-query.ts'
import { SENSOR_SILENT_S } from '../../browser/shell.tsx'

const OVERALL = {
  ok: { state: 'good', word: 'Everything works' },
  degraded: { state: 'warn', word: 'Some parts need attention' },
  down: { state: 'bad', word: 'An essential part fails' },
} as const

const QUESTION = 'Can I believe this screen?'

const unknown = <span className="text-faint">unknown</span>

function StorePanel({ store, time }: Pick<Health, 'store' | 'time'>) {
  const since = (iso: string) => ageWords((Date.parse(time) - Date.parse(iso)) / 1000)
  return (
    <Panel
      title="Store"
      hint={store.embedded ? 'embedded ClickHouse' : 'ClickHouse server'}
      aside={<PartState state={store.ok ? 'good' : 'bad'} />}
    >
      {store.detail !== '' && <p className={`px-3.5 pt-2.5 ${store.ok ? 'text-soft' : 'text-bad'}`}>{store.detail}</p>}
      <Facts>
        <Fact name="Version" value={store.version ?? unknown} />
        <Fact name="Answers in" value={store.latency_ms === null ? unknown : `${store.latency_ms.toFixed(0)} ms`} />
        <Fact name="Rows stored" value={store.rows === null ? unknown : countWords(store.rows)} />
        <Fact
          name="Newest row"
          value={
            store.newest_row_at === null
              ? store.ok
                ? 'none yet'
                : unknown
              : `${utcDateTime(store.newest_row_at)} UTC, ${since(store.newest_row_at)} ago`
          }
        />
        <Fact name="On disk" value={store.bytes_on_disk === null ? unknown : bytesWords(store.bytes_on_disk)} />
      </Facts>
    </Panel>
  )
}

function scoringState({ scoring: { last_run_at, detail }, store }: Health): { state: PartStateName; word: string } {
  if (!store.ok) return { state: 'warn', word: 'unknown' }
  if (last_run_at === null) return { state: 'waiting', word: 'has not run' }
  return detail === '' ? { state: 'good', word: 'runs' } : { state: 'warn', word: 'needs attention' }
}

function ScoringPanel({ health }: { health: Health }) {
  const { scoring, store, time } = health
  const ran = scoring.last_run_at
  const origin = { bundled: 'comes with the product, trained in a lab', site: 'trained on this site’s traffic' }
  return (
    <Panel title="Scoring" aside={<PartState {...scoringState(health)} />}>
      {scoring.detail !== '' && <p className="px-3.5 pt-2.5 text-soft">{scoring.detail}</p>}
      <Facts>
        <Fact
          name="Last run"
          value={
            ran === null
              ? store.ok
                ? 'never'
                : unknown
              : `${utcDateTime(ran)} UTC, ${ageWords((Date.parse(time) - Date.parse(ran)) / 1000)} ago`
          }
        />
        <Fact name="Model" value={scoring.model_version ?? (store.ok ? 'none loaded' : unknown)} />
        <Fact name="Its origin" value={scoring.model_origin === null ? unknown : origin[scoring.model_origin]} />
        <Fact name="Sessions scored" value={scoring.scored === null ? unknown : countWords(scoring.scored)} />
      </Facts>
    </Panel>
  )
}

function StatePanel({ state }: Pick<Health, 'state'>) {
  return (
    <Panel title="Decisions and accounts" aside={<PartState state={state.ok ? 'good' : 'bad'} />}>
      {state.detail !== '' && <p className={`px-3.5 pt-2.5 ${state.ok ? 'text-soft' : 'text-bad'}`}>{state.detail}</p>}
      <Facts>
        <Fact name="Database" value={state.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'} />
        <Fact name="Holds" value="verdicts, users, tokens, audit" />
      </Facts>
    </Panel>
  )
}

export function HealthView() {
  const query = useHealth()
  if (query.isPending) return <Skeleton rows={12} label="Loading the state of all parts" />
  if (query.data === undefined)
    return (
      <div className="grid grid-cols-1 gap-3 p-4">
        <PageHead title="Health" question={QUESTION} />
        <Failure what="the state of the parts" failure={failureOf(query.error)} onRetry={() => query.refetch()} />
      </div>
    )
  const health = query.data
  return (
    <div className="grid grid-cols-1 gap-3 p-4">
      <PageHead title="Health" question={QUESTION}>
        <PartState {...OVERALL[health.status]} />
      </PageHead>
      {query.isError && (
        <Banner tone="bad">
          No answer since {utcDateTime(health.time)} UTC: {query.error.message} What follows is old.
        </Banner>
      )}
      <div className="grid items-stretch gap-3 md:grid-cols-2 2xl:grid-cols-3">
        <StorePanel store={health.store} time={health.time} />
        <ScoringPanel health={health} />
        <StatePanel state={health.state} />
      </div>
      <DetectionPanel detection={health.detection} />
      {health.sensors.length === 0 ? (
        <Panel title="Sensors" aside={<PartState state="warn" word={health.store.ok ? 'none' : 'unknown'} />}>
          <Notice
            icon="eye"
            tone="warn"
            title={health.store.ok ? 'No sensor has reported' : 'Whether a sensor reports is unknown'}
          >
            {health.store.ok ? (
              <p>
                Without a sensor nothing is recorded. Start it on the machine of the web servers, as root:{' '}
                <code className="whitespace-nowrap">npm run sensor</code>
              </p>
            ) : (
              <p>Sensors report through the store, which does not answer.</p>
            )}
          </Notice>
        </Panel>
      ) : (
        health.sensors.map((sensor) => (
          <SensorPanel key={sensor.sensor_id} sensor={sensor} silentAfter_s={SENSOR_SILENT_S} />
        ))
      )}
      <ReferencePanel reference={health.reference} time={health.time} />
      <p className="text-xs text-faint">Asked at {utcDateTime(health.time)} UTC+00:00, again every 4 s.</p>
    </div>
  )
}

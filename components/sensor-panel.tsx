import type { Health } from '#db/model/health.ts'
import { countWords } from './number-words.ts'
import { HostileText } from './hostile-text.tsx'
import { Panel } from './panel.tsx'
import { PartState, type PartStateName } from './part-state.tsx'
import { ageWords, bothClocks } from './utc.ts'

type Sensor = Health['sensors'][number]

const HOOK_STATES = {
  attached: { state: 'good', word: 'attached' },
  waiting: { state: 'waiting', word: 'waiting' },
  failed: { state: 'bad', word: 'failed' },
} as const

const HOOK_WORDS: Record<string, string> = {
  ingress: 'SYN and ClientHello from the network',
  plaintext: 'plain requests that servers read',
  tls: 'requests that a TLS library decrypted',
}

function isLoss(name: string): boolean {
  return name.startsWith('dropped_') || name.startsWith('malformed_')
}

function Counters({ counters }: { counters: Sensor['counters'] }) {
  const entries = Object.entries(counters).sort(
    ([a], [b]) => Number(isLoss(b)) - Number(isLoss(a)) || a.localeCompare(b),
  )
  if (entries.length === 0) return <p className="px-3.5 py-2.5 text-soft">This sensor reports no counters.</p>
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-x-6 px-3.5 py-2.5">
      {entries.map(([name, count]) => (
        <div key={name} className="flex min-h-6 items-center justify-between gap-3 border-b border-line/60 text-xs">
          <dt className="mono text-soft">{name}</dt>
          <dd
            className={`mono ${isLoss(name) && count > 0 ? 'font-semibold text-warn' : count === 0 ? 'text-faint' : ''}`}
          >
            {countWords(count)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** What a sensor says of itself: its hooks, and what it counted since its start, losses first. */
export function SensorPanel({ sensor, silentAfter_s }: { sensor: Sensor; silentAfter_s: number }) {
  const silent = sensor.age_s >= silentAfter_s
  const failed = sensor.hooks.some(({ state }) => state === 'failed')
  const state: PartStateName = silent ? 'bad' : failed || sensor.hooks.length === 0 ? 'warn' : 'good'
  const word = silent
    ? `silent for ${ageWords(sensor.age_s)}`
    : failed
      ? 'a hook failed'
      : sensor.hooks.length === 0
        ? 'no hooks'
        : 'reporting'
  return (
    <Panel
      title={`Sensor ${sensor.sensor_id}`}
      hint={
        <span title={bothClocks(sensor.started_at)}>
          started {ageWords((Date.parse(sensor.time) - Date.parse(sensor.started_at)) / 1000)} before its last word,{' '}
          {ageWords(sensor.age_s)} ago
        </span>
      }
      aside={<PartState state={state} word={word} />}
    >
      {silent && (
        <p className="bg-warn-wash px-3.5 py-2 text-warn">What follows is its last word; the present is unknown.</p>
      )}
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={`Hooks of sensor ${sensor.sensor_id}`}>
        <table className="w-full text-left">
          <thead className="text-xs text-faint">
            <tr>
              <th className="px-3.5 py-1.5 font-medium">Hook</th>
              <th className="px-3.5 font-medium">Where</th>
              <th className="px-3.5 font-medium">State</th>
              <th className="px-3.5 font-medium">Why</th>
            </tr>
          </thead>
          <tbody>
            {sensor.hooks.map((hook) => (
              <tr key={`${hook.hook} ${hook.target}`} className="border-t border-line/60">
                <td className="px-3.5 py-1">
                  <span className="mono">{hook.hook}</span>{' '}
                  <span className="text-xs text-faint">{HOOK_WORDS[hook.hook]}</span>
                </td>
                <td className="px-3.5">
                  <HostileText text={hook.target} most={70} />
                </td>
                <td className="px-3.5">
                  <PartState {...HOOK_STATES[hook.state]} />
                </td>
                <td className="px-3.5 text-xs text-soft">{hook.detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="border-t">
        <Counters counters={sensor.counters} />
      </div>
    </Panel>
  )
}

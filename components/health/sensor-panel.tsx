import type { Health } from '#db/model/health.ts'
import { Panel } from '#components/frame/panel.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'
import { ageWords, bothClocks } from '#components/text/utc.ts'
import { isLosing } from './counter-words.ts'
import { FlowList } from './flow-list.tsx'
import { HookTable } from './hook-table.tsx'
import { LossTable } from './loss-table.tsx'
import { PartState, type PartStateName } from './part-state.tsx'
import { UndecryptedNotice } from './undecrypted-notice.tsx'

type Sensor = Health['sensors'][number]

function stateOf(sensor: Sensor, silent: boolean): { state: PartStateName; word: string } {
  const has = (state: Sensor['hooks'][number]['state']) => sensor.hooks.some((hook) => hook.state === state)
  if (silent) return { state: 'bad', word: `silent for ${ageWords(sensor.age_s)}` }
  if (has('failed')) return { state: 'warn', word: 'a hook failed' }
  if (sensor.hooks.length === 0) return { state: 'warn', word: 'no hooks' }
  if (sensor.counters['store_available'] === 0) return { state: 'warn', word: 'keeps its rows: the store is away' }
  if (isLosing(sensor)) return { state: 'warn', word: 'loses something now' }
  if (has('not_decrypted')) return { state: 'warn', word: 'reporting, but not all TLS is decrypted' }
  return { state: 'good', word: 'reporting' }
}

function Ways({ sources, outputs }: Pick<Sensor, 'sources' | 'outputs'>) {
  if (sources.length === 0 && outputs.length === 0) return null
  return (
    <p className="flex flex-wrap gap-x-6 border-b px-3.5 py-2 text-xs wrap-anywhere text-soft">
      <span>
        Sources: <HostileText text={sources.join(', ')} most={200} empty="not told" />
      </span>
      <span>
        Outputs: <HostileText text={outputs.join(', ')} most={200} empty="not told" />
      </span>
    </p>
  )
}

/** What a sensor says of itself: where it listens, what it lost and why, and what passes through it. */
export function SensorPanel({ sensor, silentAfter_s }: { sensor: Sensor; silentAfter_s: number }) {
  const silent = sensor.age_s >= silentAfter_s
  return (
    <Panel
      title={
        <span className="[&_bdi]:font-sans">
          Sensor <HostileText text={sensor.sensor_id} />
        </span>
      }
      hint={
        <span title={bothClocks(sensor.started_at)}>
          started {ageWords((Date.parse(sensor.time) - Date.parse(sensor.started_at)) / 1000)} before its last word,{' '}
          {ageWords(sensor.age_s)} ago
        </span>
      }
      aside={<PartState {...stateOf(sensor, silent)} />}
    >
      {silent && (
        <p className="bg-warn-wash px-3.5 py-2 text-warn">What follows is its last word; the present is unknown.</p>
      )}
      <Ways sources={sensor.sources} outputs={sensor.outputs} />
      <HookTable hooks={sensor.hooks} label={`Hooks of sensor ${sensor.sensor_id}`} />
      <UndecryptedNotice hooks={sensor.hooks} />
      <LossTable sensor={sensor} />
      <FlowList sensor={sensor} />
    </Panel>
  )
}

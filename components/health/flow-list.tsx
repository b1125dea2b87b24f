import type { Health } from '#db/model/health.ts'
import { isLoss } from '#db/model/sensor-heartbeat.ts'
import { bytesWords, countWords } from '#components/text/number-words.ts'
import { valueWords } from '#db/model/value-words.ts'
import { utcTime } from '#components/text/utc.ts'
import { FLOW_WORDS, type FlowWords } from './flow-words.ts'

type Sensor = Health['sensors'][number]

function LevelWords({ level, value }: { level: NonNullable<FlowWords['level']>; value: number }) {
  if (level === 'yes') return <span className={value > 0 ? 'text-good' : 'text-bad'}>{value > 0 ? 'yes' : 'no'}</span>
  if (level === 'instant') return <>{value > 0 ? `${utcTime(new Date(value).toISOString())} UTC` : 'not away'}</>
  return <>{level === 'bytes' ? bytesWords(value) : countWords(value)}</>
}

function Rate({ grown, seconds, bytes }: { grown: number; seconds: number; bytes: boolean }) {
  if (seconds <= 0) return null
  return <span className="text-faint">{bytes ? bytesWords(grown / seconds) : valueWords(grown / seconds)}/s</span>
}

/** What passes through a sensor: how fast now, and how much since its start. */
export function FlowList({ sensor: { counters, recent, recent_s } }: { sensor: Sensor }) {
  const names = Object.keys(counters).filter((name) => !isLoss(name))
  const order = Object.keys(FLOW_WORDS)
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length)
  const sorted = names.toSorted((a, b) => place(a) - place(b) || a.localeCompare(b))
  if (sorted.length === 0) return <p className="border-t px-3.5 py-2.5 text-soft">This sensor reports no counters.</p>
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(19rem,1fr))] gap-x-6 border-t px-3.5 py-2.5 text-xs">
      {sorted.map((name) => {
        const words = FLOW_WORDS[name]
        const value = counters[name] ?? 0
        return (
          <div
            key={name}
            className="flex min-h-6 items-center justify-between gap-3 border-b border-line/60"
            title={name}
          >
            <dt className={`min-w-0 text-soft wrap-anywhere ${words === undefined ? 'mono' : ''}`}>
              {words?.says ?? name}
            </dt>
            <dd className="mono flex items-baseline gap-2 whitespace-nowrap">
              {words?.level === undefined ? (
                <>
                  <Rate grown={recent[name] ?? 0} seconds={recent_s} bytes={name === 'bytes'} />
                  <span>{name === 'bytes' ? bytesWords(value) : countWords(value)}</span>
                </>
              ) : (
                <LevelWords level={words.level} value={value} />
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

import { ageWords, utcDateTime, utcTime } from '#components/text/utc.ts'

/** What the strip needs to know of the system's health. */
export interface Freshness {
  time: string
  newest_row_at: string | null
  store_ok: boolean
  sensors_reporting: number
  sensors_known: number
}

const TONES = {
  good: { dot: 'bg-good', text: 'text-soft', shape: 'rounded-full' },
  warn: { dot: 'bg-warn', text: 'text-warn', shape: 'rotate-45' },
  bad: { dot: 'bg-bad', text: 'text-bad', shape: '' },
  unknown: { dot: 'border border-line-strong', text: 'text-faint', shape: 'rounded-full' },
} as const

function toneOf(freshness: Freshness): keyof typeof TONES {
  if (!freshness.store_ok) return 'bad'
  if (freshness.sensors_known === 0 || freshness.sensors_reporting < freshness.sensors_known) return 'warn'
  return 'good'
}

function dataWords({ time, newest_row_at, store_ok }: Freshness): string {
  if (!store_ok) return 'the store does not answer'
  if (newest_row_at === null) return 'no data yet'
  const behind = (Date.parse(time) - Date.parse(newest_row_at)) / 1000
  const clock = behind < 86_400 ? utcTime(newest_row_at) : utcDateTime(newest_row_at)
  return `data to ${clock} UTC, ${ageWords(behind)} behind`
}

function sensorWords({ sensors_known, sensors_reporting, store_ok }: Freshness): string {
  if (!store_ok) return 'sensors unknown'
  if (sensors_known === 0) return 'no sensor has reported'
  return `${sensors_reporting} of ${sensors_known} ${sensors_known === 1 ? 'sensor' : 'sensors'} reporting`
}

/** The age and the gaps of everything on screen, on every page. */
export function FreshnessStrip({ freshness, failed }: { freshness: Freshness | null; failed: boolean }) {
  const tone = TONES[failed ? 'bad' : freshness === null ? 'unknown' : toneOf(freshness)]
  const words = failed
    ? 'no answer from the application: what you see may be old'
    : freshness === null
      ? 'asking how fresh the data is'
      : `${dataWords(freshness)} · ${sensorWords(freshness)}`
  return (
    <p className={`flex min-w-0 items-center gap-2 text-xs ${tone.text}`}>
      <span aria-hidden="true" className={`size-2 shrink-0 ${tone.dot} ${tone.shape}`} />
      <span className="truncate" title={words}>
        {words}
      </span>
    </p>
  )
}

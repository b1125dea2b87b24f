import type { Drift } from '#db/model/drift.ts'
import { countWords } from '#components/text/number-words.ts'
import { utcDateTime } from '#components/text/utc.ts'
import { percentWords, rateSentence } from './drift-words.ts'
import { Figure } from './figure.tsx'
import { TimeLine } from './time-line.tsx'

/** The share of anomalous sessions hour by hour, with the hours in which it changed. */
export function AnomalyRate({ drift }: { drift: Drift }) {
  const { hours, changed_at } = drift.anomaly_rate
  const points = hours.map(({ window_start, sessions, anomalous }) => ({
    at: window_start,
    values: { rate: sessions === 0 ? null : anomalous / sessions },
  }))
  return (
    <Figure
      label="Share of anomalous sessions by the hour"
      sentence={rateSentence(drift)}
      columns={[
        { word: 'Hour, UTC+00:00' },
        { word: 'Sessions', isNumber: true },
        { word: 'High or critical', isNumber: true },
        { word: 'Share', isNumber: true },
        { word: 'Change' },
      ]}
      rows={hours.map(({ window_start, sessions, anomalous }) => [
        utcDateTime(window_start),
        countWords(sessions),
        countWords(anomalous),
        percentWords(sessions === 0 ? null : anomalous / sessions),
        changed_at.includes(window_start) ? 'a new rate begins' : '',
      ])}
    >
      <TimeLine
        points={points}
        lines={[{ key: 'rate', color: 'var(--critical)' }]}
        marks={changed_at}
        words={percentWords}
      />
    </Figure>
  )
}

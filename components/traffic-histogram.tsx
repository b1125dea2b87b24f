'use client'

import { useState } from 'react'
import { Icon } from './icon.tsx'
import { countWords } from './number-words.ts'
import { SeverityMark } from './severity-mark.tsx'
import { THREAT_LEVELS } from './threat-level.ts'
import { TrafficBars } from './traffic-bars.tsx'
import { summaryOf, unscoredOf, type TrafficBucket } from './traffic-bucket.ts'
import { utcDateTime } from './utc.ts'

interface TrafficHistogramProps {
  buckets: readonly TrafficBucket[]
  bucketSeconds: number
  height: number
  onNarrow: (since: string, until: string) => void
}

function Legend() {
  return (
    <ul className="flex flex-wrap items-center gap-x-3 text-xs text-soft">
      {THREAT_LEVELS.map(({ level, word }) => (
        <li key={level} className="flex items-center gap-1">
          <SeverityMark level={level} size={12} />
          {word}
        </li>
      ))}
      <li className="flex items-center gap-1">
        <span aria-hidden="true" className="size-2.5 bg-line-strong" /> Not scored
      </li>
    </ul>
  )
}

function Twin({ buckets, onChoose }: { buckets: readonly TrafficBucket[]; onChoose: (bucket: TrafficBucket) => void }) {
  return (
    <div className="max-h-56 overflow-auto" tabIndex={0} role="region" aria-label="Traffic over time, as a table">
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-panel text-left text-faint">
          <tr>
            <th className="px-3 py-1 font-medium">From, UTC+00:00</th>
            <th className="px-3 py-1 text-right font-medium">Sessions</th>
            <th className="px-3 py-1 text-right font-medium">Requests</th>
            {THREAT_LEVELS.map(({ level, word }) => (
              <th key={level} className="px-3 py-1 text-right font-medium">
                {word}
              </th>
            ))}
            <th className="px-3 py-1 text-right font-medium">Not scored</th>
            <td />
          </tr>
        </thead>
        <tbody className="mono">
          {buckets
            .filter(({ sessions }) => sessions > 0)
            .map((bucket) => (
              <tr key={bucket.bucket_start} className="border-t">
                <th className="px-3 text-left font-normal">{utcDateTime(bucket.bucket_start)}</th>
                <td className="px-3 text-right">{countWords(bucket.sessions)}</td>
                <td className="px-3 text-right">{countWords(bucket.requests)}</td>
                {THREAT_LEVELS.map(({ level }) => (
                  <td key={level} className="px-3 text-right">
                    {countWords(bucket.by_threat_level[level] ?? 0)}
                  </td>
                ))}
                <td className="px-3 text-right">{countWords(unscoredOf(bucket))}</td>
                <td className="px-1 text-right">
                  <button
                    type="button"
                    onClick={() => onChoose(bucket)}
                    className="h-6 rounded px-2 font-sans text-accent hover:bg-hover"
                  >
                    only this
                  </button>
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  )
}

/** Sessions over time by threat level: a picture, its table twin, and the sentence that says both. */
export function TrafficHistogram({ buckets, bucketSeconds, height, onNarrow }: TrafficHistogramProps) {
  const [asTable, setAsTable] = useState(false)
  const choose = ({ bucket_start }: TrafficBucket) => {
    const since = new Date(bucket_start)
    onNarrow(since.toISOString(), new Date(since.getTime() + bucketSeconds * 1000).toISOString())
  }
  return (
    <figure className="grid gap-1">
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1 px-3 pt-2">
        <span className="text-sm">{summaryOf(buckets)}</span>
        <div className="ml-auto flex flex-wrap items-center gap-x-3">
          <Legend />
          <button
            type="button"
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
            className="inline-flex h-6 items-center gap-1 rounded px-1.5 text-xs text-soft hover:bg-hover aria-pressed:text-accent"
          >
            <Icon name="table" size={13} />
            Table
          </button>
        </div>
      </figcaption>
      {asTable ? (
        <Twin buckets={buckets} onChoose={choose} />
      ) : (
        <TrafficBars buckets={buckets} height={height} bucketSeconds={bucketSeconds} onChoose={choose} />
      )}
    </figure>
  )
}

'use client'

import { useState } from 'react'
import { TableToggle } from '#components/controls/table-toggle.tsx'
import { countWords } from '#components/text/number-words.ts'
import { utcDateTime } from '#components/text/utc.ts'
import { StackedBars } from './stacked-bars.tsx'
import type { Bucket, Counted, Series } from './stacked-series.ts'

function Legend<B extends Bucket>({ series }: { series: readonly Series<B>[] }) {
  return (
    <ul className="flex flex-wrap items-center gap-x-3 text-xs text-soft">
      {series.map(({ key, word, mark }) => (
        <li key={key} className="flex items-center gap-1">
          {mark}
          {word}
        </li>
      ))}
    </ul>
  )
}

interface TwinProps<B extends Bucket> {
  counted: Counted<B>
  buckets: readonly B[]
  onChoose: (bucket: B) => void
}

function Twin<B extends Bucket>({ counted: { label, totals, series }, buckets, onChoose }: TwinProps<B>) {
  const counts = [...totals, ...series]
  const filled = buckets.filter((bucket) => counts.some(({ countOf }) => countOf(bucket) > 0))
  return (
    <div className="max-h-56 overflow-auto" tabIndex={0} role="region" aria-label={`${label}, as a table`}>
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-panel text-left text-faint">
          <tr>
            <th className="px-3 py-1 font-medium">From, UTC+00:00</th>
            {counts.map(({ word }) => (
              <th key={word} className="px-3 py-1 text-right font-medium">
                {word}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody className="mono">
          {filled.map((bucket) => (
            <tr key={bucket.bucket_start} className="border-t">
              <th className="px-3 text-left font-normal">{utcDateTime(bucket.bucket_start)}</th>
              {counts.map(({ word, countOf }) => (
                <td key={word} className="px-3 text-right">
                  {countWords(countOf(bucket))}
                </td>
              ))}
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

interface StackedHistogramProps<B extends Bucket> {
  counted: Counted<B>
  buckets: readonly B[]
  bucketSeconds: number
  height: number
  onNarrow: (since: string, until: string) => void
}

/** Counts over time by kind: a picture, its table twin, and the sentence that says both. */
export function StackedHistogram<B extends Bucket>(props: StackedHistogramProps<B>) {
  const { counted, buckets, bucketSeconds, height, onNarrow } = props
  const [asTable, setAsTable] = useState(false)
  const choose = ({ bucket_start }: Bucket) => {
    const since = new Date(bucket_start)
    onNarrow(since.toISOString(), new Date(since.getTime() + bucketSeconds * 1000).toISOString())
  }
  return (
    <figure className="grid gap-1">
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1 px-3 pt-2">
        <span className="text-sm">{counted.summaryOf(buckets)}</span>
        <div className="ml-auto flex flex-wrap items-center gap-x-3">
          <Legend series={counted.series} />
          <TableToggle pressed={asTable} onToggle={() => setAsTable(!asTable)} />
        </div>
      </figcaption>
      {asTable ? (
        <Twin counted={counted} buckets={buckets} onChoose={choose} />
      ) : (
        <StackedBars
          counted={counted}
          buckets={buckets}
          height={height}
          bucketSeconds={bucketSeconds}
          onChoose={choose}
        />
      )}
    </figure>
  )
}

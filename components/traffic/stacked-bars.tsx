'use client'

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { countWords, shortCountWords } from '#components/text/number-words.ts'
import { utcDate, utcDateTime, utcTime } from '#components/text/utc.ts'
import type { Bucket, Counted } from './stacked-series.ts'

function BucketCard<B extends Bucket>({ bucket, counted }: { bucket: B; counted: Counted<B> }) {
  return (
    <div className="rounded-md border border-line-strong/50 bg-raised px-2.5 py-2 text-xs shadow-float">
      <p className="mono text-soft">
        {utcDate(bucket.bucket_start)} {utcTime(bucket.bucket_start)} UTC
      </p>
      <p className="pb-1 font-medium">
        {counted.totals.map(({ word, countOf }) => `${countWords(countOf(bucket))} ${word.toLowerCase()}`).join(' · ')}
      </p>
      {counted.series.map(({ key, word, mark, countOf }) => {
        const count = countOf(bucket)
        return count === 0 ? null : (
          <p key={key} className="flex items-center gap-1.5">
            {mark} {word} <span className="mono ml-auto pl-3">{countWords(count)}</span>
          </p>
        )
      })}
    </div>
  )
}

interface StackedBarsProps<B extends Bucket> {
  counted: Counted<B>
  buckets: readonly B[]
  height: number
  bucketSeconds: number
  /** The pointer's way to a narrower range; the table twin offers the same by key. */
  onChoose: (bucket: B) => void
}

/** The picture only: its summary and its table stand beside it. */
export function StackedBars<B extends Bucket>({
  counted,
  buckets,
  height,
  bucketSeconds,
  onChoose,
}: StackedBarsProps<B>) {
  // Over more than a day a time alone names several hours, and within minutes hours and minutes name several bars.
  const label = (iso: string) => {
    if (bucketSeconds < 60) return utcTime(iso)
    if (bucketSeconds < 3600) return utcTime(iso).slice(0, 5)
    return bucketSeconds < 21_600 ? utcDateTime(iso).slice(5, 16) : utcDate(iso).slice(5)
  }
  return (
    <div aria-hidden="true" style={{ height }}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 800, height }}>
        <BarChart
          data={[...buckets]}
          margin={{ top: 6, right: 22, bottom: 0, left: 0 }}
          barCategoryGap={1}
          accessibilityLayer={false}
          onClick={({ activeTooltipIndex }) => {
            const bucket = buckets[Number(activeTooltipIndex)]
            if (bucket !== undefined) onChoose(bucket)
          }}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="bucket_start"
            tickFormatter={label}
            tick={{ fill: 'var(--text-faint)', fontSize: 11 }}
            tickLine={false}
            axisLine={{ stroke: 'var(--line)' }}
            minTickGap={48}
          />
          <YAxis
            width={38}
            allowDecimals={false}
            tickFormatter={(count: number) => shortCountWords(count, 4)}
            tick={{ fill: 'var(--text-faint)', fontSize: 11 }}
            tickLine={false}
            axisLine={false}
            tickCount={3}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: 'var(--hover)' }}
            content={({ active, label: start }) => {
              const bucket = buckets.find(({ bucket_start }) => bucket_start === start)
              return active && bucket !== undefined ? <BucketCard bucket={bucket} counted={counted} /> : null
            }}
          />
          {counted.series.toReversed().map(({ key, color, countOf }) => (
            <Bar key={key} stackId="kind" dataKey={countOf} fill={color} isAnimationActive={false} maxBarSize={26} />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  )
}

'use client'

import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { utcDateTime } from '#components/text/utc.ts'

export interface TimePoint {
  at: string
  /** By line; null where nothing is known. */
  values: Readonly<Record<string, number | null>>
}

interface TimeLineProps {
  points: readonly TimePoint[]
  lines: readonly { key: string; color: string; dashed?: boolean }[]
  /** Instants that stand out. */
  marks?: readonly string[]
  words: (value: number) => string
  height?: number
}

/** The picture only: its sentence and its table stand beside it. */
export function TimeLine({ points, lines, marks = [], words, height = 150 }: TimeLineProps) {
  const tick = { fill: 'var(--text-faint)', fontSize: 11 }
  return (
    <div aria-hidden="true" style={{ height }}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height }}>
        <LineChart data={[...points]} margin={{ top: 8, right: 22, bottom: 0, left: 6 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="at"
            tickFormatter={(at: string) => utcDateTime(at).slice(5, 16)}
            tick={tick}
            tickLine={false}
            axisLine={{ stroke: 'var(--line)' }}
            minTickGap={56}
          />
          <YAxis width={52} tickFormatter={words} tick={tick} tickLine={false} axisLine={false} tickCount={3} />
          {marks.map((at) => (
            <ReferenceLine key={at} x={at} stroke="var(--warn)" strokeWidth={1.5} strokeDasharray="3 3" />
          ))}
          {lines.map(({ key, color, dashed }) => (
            <Line
              key={key}
              dataKey={({ values }: TimePoint) => values[key] ?? null}
              stroke={color}
              strokeWidth={1.6}
              strokeDasharray={dashed === true ? '4 3' : ''}
              dot={points.length < 3}
              isAnimationActive={false}
              connectNulls={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
}

'use client'

import { TrafficHistogram } from '#components/traffic-histogram.tsx'
import type { SessionQuestion } from '../../browser/session-question.ts'
import { useHistogram } from '../../browser/sessions-query.ts'

interface TrafficProps {
  question: SessionQuestion
  live: boolean
  height?: number
  onNarrow: (since: string, until: string) => void
}

export function Traffic({ question, live, height = 108, onNarrow }: TrafficProps) {
  const histogram = useHistogram(question, live)
  return (
    <section
      aria-label="Traffic over time"
      className="rounded-lg border bg-panel pb-1"
      style={{ minHeight: height + 36 }}
    >
      {histogram.data ? (
        <TrafficHistogram
          buckets={histogram.data.data}
          bucketSeconds={histogram.data.bucket_seconds}
          height={height}
          onNarrow={onNarrow}
        />
      ) : histogram.isError ? (
        <p role="alert" className="px-3 py-2 text-bad">
          The traffic over time could not be loaded: {histogram.error.message}{' '}
          <button type="button" className="underline" onClick={() => void histogram.refetch()}>
            Try again
          </button>
        </p>
      ) : null}
    </section>
  )
}

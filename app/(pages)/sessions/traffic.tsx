'use client'

import { SESSION_TRAFFIC } from '#components/traffic/session-traffic.tsx'
import { PartFailure } from '#components/states/part-failure.tsx'
import { StackedHistogram } from '#components/traffic/stacked-histogram.tsx'
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
        <StackedHistogram
          counted={SESSION_TRAFFIC}
          buckets={histogram.data.data}
          bucketSeconds={histogram.data.bucket_seconds}
          height={height}
          onNarrow={onNarrow}
        />
      ) : histogram.isError ? (
        <PartFailure
          what="The traffic over time"
          message={histogram.error.message}
          onRetry={() => void histogram.refetch()}
        />
      ) : null}
    </section>
  )
}

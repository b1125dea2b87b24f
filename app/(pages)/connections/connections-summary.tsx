'use client'

import { ConnectionSources } from '#components/connections/connection-sources.tsx'
import { CONNECTION_TRAFFIC } from '#components/connections/connection-traffic.tsx'
import { PartFailure } from '#components/states/part-failure.tsx'
import { StackedHistogram } from '#components/traffic/stacked-histogram.tsx'
import { useConnectionSummary } from '../../browser/connections-query.ts'
import type { ConnectionQuestion } from '../../browser/connection-question.ts'

interface ConnectionsSummaryProps {
  question: ConnectionQuestion
  live: boolean
  change: (change: Partial<ConnectionQuestion>) => void
}

/** When, and from where. */
export function ConnectionsSummary({ question, live, change }: ConnectionsSummaryProps) {
  const summary = useConnectionSummary(question, live)
  if (summary.data === undefined)
    return (
      <section aria-label="Connections over time" className="min-h-36 rounded-lg border bg-panel">
        {summary.isError && (
          <PartFailure
            what="The connections over time"
            message={summary.error.message}
            onRetry={() => void summary.refetch()}
          />
        )}
      </section>
    )
  const { data, bucket_seconds, sources } = summary.data
  return (
    <div className="grid grid-cols-1 gap-3 xl:grid-cols-[minmax(0,1fr)_minmax(26rem,34rem)]">
      <section aria-label="Connections over time" className="min-w-0 rounded-lg border bg-panel pb-1">
        <StackedHistogram
          counted={CONNECTION_TRAFFIC}
          buckets={data}
          bucketSeconds={bucket_seconds}
          height={108}
          onNarrow={(since, until) => change({ range: { kind: 'fixed', since, until } })}
        />
      </section>
      <section aria-label="From where" className="min-w-0 rounded-lg border bg-panel">
        {sources.length === 0 ? (
          <p className="px-3 py-2 text-soft">No address.</p>
        ) : (
          <ConnectionSources sources={sources} onChoose={(src_ip) => change({ src_ip })} />
        )}
      </section>
    </div>
  )
}

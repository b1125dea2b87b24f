'use client'

import Link from 'next/link'
import { CONNECTION_TRAFFIC } from '#components/connections/connection-traffic.tsx'
import { PartFailure } from '#components/states/part-failure.tsx'
import type { TimeRange } from '#components/text/time-range.ts'
import { connectionSearchOf, type ConnectionQuestion } from '../../browser/connection-question.ts'
import { useConnectionSummary } from '../../browser/connections-query.ts'

/** What connected without asking, in one line that leads to it; nothing while there is none. */
export function ConnectionsLine({ range }: { range: TimeRange }) {
  const question: ConnectionQuestion = { range, state: '', src_ip: '' }
  const query = useConnectionSummary(question, true)
  if (query.isError && query.data === undefined)
    return (
      <div className="rounded-lg border bg-panel">
        <PartFailure
          what="What connected without asking"
          message={query.error.message}
          onRetry={() => void query.refetch()}
        />
      </div>
    )
  const buckets = query.data?.data ?? []
  if (!buckets.some(({ connections }) => connections > 0)) return null
  return (
    <p className="flex flex-wrap gap-x-3 rounded-lg border bg-panel px-3.5 py-2">
      <span>Without a request: {CONNECTION_TRAFFIC.summaryOf(buckets)}</span>
      <Link href={`/connections${connectionSearchOf(question)}`} className="ml-auto text-accent hover:underline">
        Connections
      </Link>
    </p>
  )
}

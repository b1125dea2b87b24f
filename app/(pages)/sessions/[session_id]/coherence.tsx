'use client'

import { CoherenceStrip } from '#components/evidence/coherence-strip.tsx'
import { Panel } from '#components/frame/panel.tsx'
import { PartFailure } from '#components/states/part-failure.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { useCoherence } from '../../../browser/session-query.ts'

/** Judged when somebody looks, and again once the session was scored anew. */
export function Coherence({ session_id, scored_at }: { session_id: string; scored_at: string | null }) {
  const query = useCoherence(session_id, scored_at)
  if (query.data !== undefined) return <CoherenceStrip coherence={query.data} />
  return (
    <Panel title="Does it fit?">
      {query.isError ? (
        <PartFailure
          what="Whether its fingerprint fits its claim"
          message={query.error.message}
          onRetry={() => void query.refetch()}
        />
      ) : (
        <Skeleton rows={2} label="Comparing what it claims with what it showed" />
      )}
    </Panel>
  )
}

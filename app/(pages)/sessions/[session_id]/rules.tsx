'use client'

import { Panel } from '#components/frame/panel.tsx'
import { RuleHits } from '#components/rules/rule-hits.tsx'
import { PartFailure } from '#components/states/part-failure.tsx'
import { useRuleHits } from '../../../browser/rules-query.ts'

/** What rules say of the session; nothing while none does. */
export function Rules({ session_id }: { session_id: string }) {
  const query = useRuleHits(session_id)
  if (query.isPending || query.data?.data.length === 0) return null
  return (
    <Panel title="Rules" hint="they need no model: each counts what it names">
      {query.data === undefined ? (
        <PartFailure
          what="Whether a rule speaks of it"
          message={query.error.message}
          onRetry={() => void query.refetch()}
        />
      ) : (
        <RuleHits hits={query.data.data} />
      )}
    </Panel>
  )
}

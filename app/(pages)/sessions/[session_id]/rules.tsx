'use client'

import { Panel } from '#components/frame/panel.tsx'
import { RuleHits } from '#components/rules/rule-hits.tsx'
import { useRuleHits } from '../../../browser/rules-query.ts'

/** What rules say of the session; nothing while none does. */
export function Rules({ session_id }: { session_id: string }) {
  const hits = useRuleHits(session_id).data?.data ?? []
  if (hits.length === 0) return null
  return (
    <Panel title="Rules" hint="they need no model: each counts what it names">
      <RuleHits hits={hits} />
    </Panel>
  )
}

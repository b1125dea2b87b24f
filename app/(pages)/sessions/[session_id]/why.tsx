'use client'

import type { SessionDetail } from '#db/model/session-detail.ts'
import { FeatureDeviations } from '#components/evidence/feature-deviations.tsx'
import { WhyPanel } from '#components/evidence/why-panel.tsx'
import { useReasons } from '../../../browser/session-query.ts'

type Known = Pick<SessionDetail, 'session' | 'score' | 'model' | 'percentile' | 'explanation' | 'features' | 'verdicts'>

/** Reasons as they were kept; those of a session that was not flagged are worked out when somebody looks. */
export function Why({ detail }: { detail: Known }) {
  const { session, score, explanation, features } = detail
  const asked = useReasons(session.session_id, score !== null && explanation === null ? score.scored_at : null)
  const missing = asked.isError
    ? `The reasons could not be worked out: ${asked.error.message} Without them the proposal is “unsure”.`
    : asked.data === undefined
      ? 'Working out the reasons …'
      : 'No model is there to ask for reasons. Below is how the session differs from the training traffic, if that is known.'
  return (
    <WhyPanel detail={detail} explanation={explanation ?? asked.data?.explanation ?? null} missing={missing}>
      {features !== null && (
        <details className="border-t px-3.5 py-1.5 text-xs">
          <summary className="min-h-6 text-soft">All features beside the training traffic</summary>
          <FeatureDeviations features={features} most={12} />
        </details>
      )}
    </WhyPanel>
  )
}

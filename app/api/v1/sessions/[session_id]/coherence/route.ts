import { z } from 'zod'
import { listSessionEvidence } from '#db/clickhouse/scores/list-session-evidence.ts'
import { getScoredFeatures } from '#db/clickhouse/scores/get-scored-features.ts'
import { NotFound } from '#db/model/errors.ts'
import { SessionCoherence } from '#db/model/session-coherence.ts'
import { SessionId } from '#db/model/session.ts'
import { currentProfiles } from '#ml/coherence/current-profiles.ts'
import { judgeCoherence } from '#ml/coherence/judge-coherence.ts'
import { FEATURE_NAMES } from '#ml/features.ts'
import { defineRoute, nothing } from '../../../../handler.ts'
import { requireSession } from '../../../../require-session.ts'

export const GET = defineRoute(
  {
    summary: 'Whether what a session claims to be fits what it showed, axis by axis, judged now',
    access: 'sessions:read',
    params: z.object({ session_id: SessionId }),
    query: nothing,
    body: nothing,
    answer: { status: 200, description: 'The judgement with its sentences', schema: SessionCoherence },
  },
  async ({ params: { session_id } }) => {
    const { window_start } = await requireSession(session_id)
    const [[evidence], features, profiles] = await Promise.all([
      listSessionEvidence({ window_start, session_ids: [session_id] }),
      getScoredFeatures({ session_id }),
      currentProfiles(),
    ])
    if (evidence === undefined) throw new NotFound('The requests of this session are no longer kept.')
    // What behaviour says comes with the first score; until then that axis is unknown.
    const known = features?.length === FEATURE_NAMES.length ? features : FEATURE_NAMES.map(() => NaN)
    const { fingerprint_coherence_score, ...judgement } = judgeCoherence(evidence, known, profiles)
    const { claimed_browser, claimed_os, behind_proxy } = evidence
    return {
      body: {
        ...judgement,
        claimed_browser,
        claimed_os,
        behind_proxy,
        fingerprint_coherence_score: Number.isNaN(fingerprint_coherence_score) ? null : fingerprint_coherence_score,
      },
    }
  },
)

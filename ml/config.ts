import { z } from 'zod'

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value)

const share = (fallback: number) => z.preprocess(blankIsUnset, z.coerce.number().min(0).max(1).default(fallback))

const Environment = z.object({
  VIGIE_XGBOOST_LIBRARY: z.preprocess(blankIsUnset, z.string().default('libxgboost.so.0')),
  VIGIE_XGB_MIN_LABELS: z.preprocess(blankIsUnset, z.coerce.number().int().min(2).default(100)),
  VIGIE_XGB_WEIGHT: share(0.2),
  VIGIE_AE_WEIGHT: share(0.1),
  VIGIE_META_MIN_LABELS: z.preprocess(blankIsUnset, z.coerce.number().int().min(40).default(1000)),
  VIGIE_FINGERPRINT_COHERENCE_THRESHOLD: share(0.25),
})

const parsed = Environment.safeParse(process.env)
if (!parsed.success) {
  const causes = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`Configuration: ${causes.join('; ')}`)
}

export const config = {
  /** Path or name of XGBoost's shared library. */
  xgboost_library: parsed.data.VIGIE_XGBOOST_LIBRARY,
  /** Labels of either kind below which nothing is learnt from labels. */
  xgb_min_labels: parsed.data.VIGIE_XGB_MIN_LABELS,
  /** Shares in a fixed fusion. */
  xgb_weight: parsed.data.VIGIE_XGB_WEIGHT,
  ae_weight: parsed.data.VIGIE_AE_WEIGHT,
  /** Labels from which the voices' weights are learnt. */
  meta_min_labels: parsed.data.VIGIE_META_MIN_LABELS,
  /** A session that is less coherent is not taken for ordinary. */
  fingerprint_coherence_threshold: parsed.data.VIGIE_FINGERPRINT_COHERENCE_THRESHOLD,
}

import type { Candidate } from '../baseline.ts'
import { featureMatrixOf } from '../score/feature-matrix.ts'
import { mediansOf } from './describe-baseline.ts'
import { groupBy } from './group-by.ts'

/** Fewer sessions do not say what is usual for a browser. */
const SESSIONS_MIN = 20

/** What is usual for the ordinary sessions that claim each browser; NaN where no such session knew a feature. */
export function humanMediansOf(
  sessions: readonly Candidate[],
  feature_names: readonly string[],
): Record<string, number[]> {
  const by_browser = groupBy(sessions, ({ evidence }) => evidence?.claimed_browser ?? '')
  return Object.fromEntries(
    [...by_browser]
      .filter(([browser, those]) => browser !== '' && those.length >= SESSIONS_MIN)
      .map(([browser, those]) => [
        browser,
        mediansOf(
          featureMatrixOf(
            those.map(({ row }) => row),
            feature_names,
          ),
        ),
      ]),
  )
}

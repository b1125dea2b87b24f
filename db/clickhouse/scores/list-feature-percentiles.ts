import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** How each feature is spread over the newest ordinary sessions, in the order of the store's features. */
const FeaturePercentiles = z.object({
  rows: z.number(),
  /** Of each feature, the rows in which it is known. */
  known: z.array(z.number()),
  /** Of each feature, its values at 0, 1, … 100 % of the known ones; meaningless when none is known. */
  percentiles: z.array(z.array(z.number())),
})

/** One row: of the sessions since a time that this model scored as ordinary, one in `one_in`, chosen by their ids. */
export const listFeaturePercentiles = defineQuery({
  name: 'listFeaturePercentiles',
  params: z.object({ since: z.iso.datetime(), model_name: z.string(), one_in: z.number().int().min(1) }),
  row: FeaturePercentiles,
  sql: `
    SELECT
        count() AS rows,
        sumForEach(arrayMap(each -> toUInt64(NOT isNaN(each)), newest)) AS known,
        quantilesExactForEach(0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.11, 0.12, 0.13, 0.14, 0.15, 0.16,
                0.17, 0.18, 0.19, 0.2, 0.21, 0.22, 0.23, 0.24, 0.25, 0.26, 0.27, 0.28, 0.29, 0.3, 0.31, 0.32, 0.33, 0.34, 0.35, 0.36,
                0.37, 0.38, 0.39, 0.4, 0.41, 0.42, 0.43, 0.44, 0.45, 0.46, 0.47, 0.48, 0.49, 0.5, 0.51, 0.52, 0.53, 0.54, 0.55, 0.56,
                0.57, 0.58, 0.59, 0.6, 0.61, 0.62, 0.63, 0.64, 0.65, 0.66, 0.67, 0.68, 0.69, 0.7, 0.71, 0.72, 0.73, 0.74, 0.75, 0.76,
                0.77, 0.78, 0.79, 0.8, 0.81, 0.82, 0.83, 0.84, 0.85, 0.86, 0.87, 0.88, 0.89, 0.9, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96,
                0.97, 0.98, 0.99, 1)(newest) AS percentiles
    FROM
    (
        SELECT argMax(scores.features, scores.scored_at) AS newest, argMax(toString(scores.threat_level), scores.scored_at) AS level
        FROM ja4_processing.ml_all_scores AS scores
        WHERE scores.window_start >= toStartOfHour(vigie_time({since: String}))
          AND scores.model_name = {model_name: String}
          AND sipHash64(scores.session_id) % {one_in: UInt32} = 0
        GROUP BY scores.session_id
        HAVING level IN ('NORMAL', 'LOW', 'LEGITIMATE_BROWSER')
    )
  `,
})

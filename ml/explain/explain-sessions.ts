import type { FeatureRow } from '#db/clickhouse/scores/feature-row.ts'
import { COHERENCE_FEATURE } from '#db/model/feature-words.ts'
import { featureMatrixOf } from '../score/feature-matrix.ts'
import type { OpenModel } from '../score/open-model.ts'
import type { Matrix } from '../train/matrix.ts'
import { attributeVoices, type Contributions } from './attribute-voices.ts'
import { searchCounterfactuals } from './counterfactual.ts'
import type { ExplainedContext, Explanation, Reason } from './explanation.ts'
import { humanMediansOf, type HumanMedians } from './human-medians.ts'
import { reasonSentence } from './reason-sentence.ts'

/** As many as a person reads. */
const REASONS_MAX = 5

/** Why each of these sessions has its score, in the order of the rows; `context` has one entry for each. */
export async function explainSessions(
  model: OpenModel,
  rows: readonly Pick<FeatureRow, 'session_id' | 'features'>[],
  context: readonly ExplainedContext[],
): Promise<Explanation[]> {
  if (rows.length === 0) return []
  const { feature_names } = model.manifest
  const matrix = featureMatrixOf(rows, feature_names)
  const coherence = Float32Array.from(rows, (_, row) => context[row]?.coherence ?? NaN)
  const { voices } = await model.score(matrix, coherence)
  const contributions = attributeVoices(model, matrix, voices, coherence)
  const humans = rows.map((_, row) => humanMediansOf(model.manifest, context[row]?.claimed_browser ?? ''))
  const found = await searchCounterfactuals(model, { matrix, coherence, contributions, humans })
  return rows.map(({ session_id }, row) => {
    const human = humans[row] ?? humanMediansOf(model.manifest, '')
    const reasons = reasonsOf(row, { matrix, coherence, contributions, feature_names, human })
    return {
      session_id,
      reasons,
      reason: reasonSentence(reasons, human.whose, context[row]?.unfit_axes ?? []),
      counterfactual: found[row]?.counterfactual ?? [],
      counterfactual_score: found[row]?.counterfactual_score ?? NaN,
    }
  })
}

interface Explained {
  matrix: Matrix
  coherence: Float32Array
  contributions: Contributions
  feature_names: readonly string[]
  human: HumanMedians
}

function reasonsOf(row: number, { matrix, coherence, contributions, feature_names, human }: Explained): Reason[] {
  const { columns, values } = contributions
  const all = [...values.subarray(row * columns, (row + 1) * columns)].map((contribution, column): Reason => {
    if (column === matrix.columns)
      return { feature: COHERENCE_FEATURE, contribution, value: coherence[row] ?? NaN, human_median: 1 }
    return {
      feature: feature_names[column] ?? '',
      contribution,
      value: matrix.values[row * matrix.columns + column] ?? NaN,
      human_median: human.medians[column] ?? NaN,
    }
  })
  return all
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, REASONS_MAX)
}

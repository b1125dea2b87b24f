import { COHERENCE_FEATURE } from '#db/model/feature-words.ts'
import type { OpenModel } from '../score/open-model.ts'
import { rowsOf, type Matrix } from '../train/matrix.ts'
import type { Contributions } from './attribute-voices.ts'
import type { Explanation } from './explanation.ts'
import type { HumanMedians } from './human-medians.ts'

export type Counterfactual = Pick<Explanation, 'counterfactual' | 'counterfactual_score'>

/** More than these and nobody could say what would have had to be otherwise. */
const REPLACED_MAX = 6
/** At each step these are tried, by their contribution, and the best one stays. */
const TRIED = 6
/** Trainer and ONNX differ by less; a score on the threshold is below it. */
const TOLERANCE = 1e-5

interface Searched {
  matrix: Matrix
  coherence: Float32Array
  contributions: Contributions
  humans: readonly HumanMedians[]
}

/** A session on its way below the threshold. */
interface Search {
  row: number
  values: Float32Array
  coherence: number
  /** Columns that made it more anomalous and are not yet replaced, strongest first; the last column is coherence. */
  left: number[]
  replaced: number[]
}

interface Trial {
  search: Search
  column: number
  values: Float32Array
  coherence: number
}

/**
 * The fewest features, greedily, that with people's medians in their place would have left the session below MEDIUM;
 * each step is scored by the model itself, all sessions at once. Sessions that six do not suffice for get none.
 */
export async function searchCounterfactuals(model: OpenModel, searched: Searched): Promise<Counterfactual[]> {
  const { matrix, humans } = searched
  const found = humans.map((): Counterfactual => ({ counterfactual: [], counterfactual_score: NaN }))
  let open = humans.map((_, row) => searchOf(searched, row)).filter(({ left }) => left.length > 0)
  for (let step = 0; step < REPLACED_MAX && open.length > 0; step++) {
    const trials = open.flatMap((search) =>
      search.left.slice(0, TRIED).map((column) => trialOf(search, column, humans[search.row], matrix.columns)),
    )
    const best = bestOf(trials, await scoresOf(model, trials, matrix.columns))
    open = []
    for (const { trial, anomaly_score } of best) {
      const next = advance(trial)
      if (anomaly_score <= model.manifest.thresholds.MEDIUM - TOLERANCE) {
        found[next.row] = {
          counterfactual: next.replaced.map((column) => ({
            feature: model.manifest.feature_names[column] ?? COHERENCE_FEATURE,
            human_value: column === matrix.columns ? 1 : (humans[next.row]?.medians[column] ?? NaN),
          })),
          counterfactual_score: anomaly_score,
        }
      } else if (next.left.length > 0) open.push(next)
    }
  }
  return found
}

function searchOf({ matrix, coherence, contributions: { columns, values } }: Searched, row: number): Search {
  const contributions = values.subarray(row * columns, (row + 1) * columns)
  const left = [...contributions.keys()]
    .filter((column) => (contributions[column] ?? 0) > 0)
    .sort((a, b) => (contributions[b] ?? 0) - (contributions[a] ?? 0))
  return { row, values: rowsOf(matrix, [row]).values, coherence: coherence[row] ?? NaN, left, replaced: [] }
}

function trialOf(search: Search, column: number, human: HumanMedians | undefined, features: number): Trial {
  const values = search.values.slice()
  if (column < features) values[column] = human?.medians[column] ?? NaN
  return { search, column, values, coherence: column === features ? 1 : search.coherence }
}

async function scoresOf(model: OpenModel, trials: readonly Trial[], columns: number): Promise<Float32Array> {
  const values = new Float32Array(trials.length * columns)
  trials.forEach((trial, at) => values.set(trial.values, at * columns))
  const coherence = Float32Array.from(trials, (trial) => trial.coherence)
  const { anomaly_score } = await model.score({ rows: trials.length, columns, values }, coherence)
  return anomaly_score
}

/** Of each session's trials the one with the lowest score. */
function bestOf(trials: readonly Trial[], scores: Float32Array): { trial: Trial; anomaly_score: number }[] {
  const best = new Map<Search, { trial: Trial; anomaly_score: number }>()
  trials.forEach((trial, at) => {
    const anomaly_score = scores[at] ?? NaN
    const known = best.get(trial.search)
    if (known === undefined || anomaly_score < known.anomaly_score) best.set(trial.search, { trial, anomaly_score })
  })
  return [...best.values()]
}

function advance({ search, column, values, coherence }: Trial): Search {
  return {
    row: search.row,
    values,
    coherence,
    left: search.left.filter((each) => each !== column),
    replaced: [...search.replaced, column],
  }
}

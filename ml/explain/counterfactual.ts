import { COHERENCE_FEATURE } from '#db/model/feature-words.ts'
import type { OpenModel } from '../score/open-model.ts'
import type { Matrix } from '../train/matrix.ts'
import type { Contributions } from './attribute-voices.ts'
import type { Explanation } from './explanation.ts'
import type { HumanMedians } from './human-medians.ts'

type Counterfactual = Pick<Explanation, 'counterfactual' | 'counterfactual_score'>

/** More than these and nobody could say what would have had to be otherwise. */
const REPLACED_MAX = 12
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

/** A session with people's values in the place of some of its own; the column behind the last is coherence. */
interface Variant {
  row: number
  replaced: readonly number[]
}

interface ScoredVariant extends Variant {
  anomaly_score: number
}

/**
 * The fewest features, greedily, that with people's medians in their place would have left the session below MEDIUM; what
 * turns out to be not needed is given back. The model itself scores each step, of all sessions at once. Sessions that
 * twelve features do not suffice for get none.
 */
export async function searchCounterfactuals(model: OpenModel, searched: Searched): Promise<Counterfactual[]> {
  const search = new Search(model, searched)
  const below = await search.prune(await search.replace())
  const found = searched.humans.map((): Counterfactual => ({ counterfactual: [], counterfactual_score: NaN }))
  for (const { row, replaced, anomaly_score } of below) {
    found[row] = {
      counterfactual: replaced.map((column) => ({
        feature: model.manifest.feature_names[column] ?? COHERENCE_FEATURE,
        human_value: search.humanValue(row, column),
      })),
      counterfactual_score: anomaly_score,
    }
  }
  return found
}

class Search {
  readonly #model: OpenModel
  readonly #searched: Searched
  /** Of each row the columns that made it more anomalous, strongest first. */
  readonly #columns: readonly (readonly number[])[]

  constructor(model: OpenModel, searched: Searched) {
    this.#model = model
    this.#searched = searched
    const { columns, values } = searched.contributions
    this.#columns = searched.humans.map((_, row) => {
      const own = values.subarray(row * columns, (row + 1) * columns)
      const added = [...own.keys()].filter((column) => (own[column] ?? 0) > 0)
      return added.sort((a, b) => (own[b] ?? 0) - (own[a] ?? 0))
    })
  }

  /** Column by column until a session is below; those that never get there, or are there already, are left out. */
  async replace(): Promise<ScoredVariant[]> {
    const below: ScoredVariant[] = []
    const own = await this.#score(this.#columns.map((_, row) => ({ row, replaced: [] })))
    let open: Variant[] = own.filter((variant) => !this.#isBelow(variant))
    for (let step = 0; step < REPLACED_MAX && open.length > 0; step++) {
      const tried = open.flatMap(({ row, replaced }) =>
        this.#left(row, replaced).map((column) => ({ row, replaced: [...replaced, column] })),
      )
      const best = lowestOfEach(await this.#score(tried))
      below.push(...best.filter((variant) => this.#isBelow(variant)))
      open = best.filter((variant) => !this.#isBelow(variant))
    }
    return below
  }

  /** Gives back, one by one, what the session stays below without. */
  async prune(variants: readonly ScoredVariant[]): Promise<ScoredVariant[]> {
    const settled: ScoredVariant[] = []
    for (let open = [...variants]; open.length > 0;) {
      const fewer = open.flatMap(({ row, replaced }) =>
        replaced.length === 1
          ? []
          : replaced.map((column) => ({ row, replaced: replaced.filter((each) => each !== column) })),
      )
      const enough = (await this.#score(fewer)).filter((variant) => this.#isBelow(variant))
      const best = new Map(lowestOfEach(enough).map((variant) => [variant.row, variant]))
      settled.push(...open.filter(({ row }) => !best.has(row)))
      open = [...best.values()]
    }
    return settled
  }

  humanValue(row: number, column: number): number {
    const { matrix, humans } = this.#searched
    return column === matrix.columns ? 1 : (humans[row]?.medians[column] ?? NaN)
  }

  #left(row: number, replaced: readonly number[]): number[] {
    return (this.#columns[row] ?? []).filter((column) => !replaced.includes(column)).slice(0, TRIED)
  }

  #isBelow({ anomaly_score }: ScoredVariant): boolean {
    return anomaly_score <= this.#model.manifest.thresholds.MEDIUM - TOLERANCE
  }

  async #score(variants: readonly Variant[]): Promise<ScoredVariant[]> {
    if (variants.length === 0) return []
    const { matrix, coherence } = this.#searched
    const { columns } = matrix
    const values = new Float32Array(variants.length * columns)
    const fits = new Float32Array(variants.length)
    variants.forEach(({ row, replaced }, at) => {
      values.set(matrix.values.subarray(row * columns, (row + 1) * columns), at * columns)
      fits[at] = replaced.includes(columns) ? 1 : (coherence[row] ?? NaN)
      for (const column of replaced) if (column < columns) values[at * columns + column] = this.humanValue(row, column)
    })
    const { anomaly_score } = await this.#model.score({ rows: variants.length, columns, values }, fits)
    return variants.map((variant, at) => ({ ...variant, anomaly_score: anomaly_score[at] ?? NaN }))
  }
}

function lowestOfEach(variants: readonly ScoredVariant[]): ScoredVariant[] {
  const lowest = new Map<number, ScoredVariant>()
  for (const variant of variants) {
    const known = lowest.get(variant.row)
    if (known === undefined || variant.anomaly_score < known.anomaly_score) lowest.set(variant.row, variant)
  }
  return [...lowest.values()]
}

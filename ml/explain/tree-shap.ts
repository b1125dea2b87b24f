import type { Matrix } from '../train/matrix.ts'

/**
 * One regression tree. A row goes to `left[i]` when its value is < `threshold[i]`, a gap to the side of `default_left[i]`,
 * else to `right[i]`; a leaf has feature -1 and its margin in `value`.
 */
export interface BoostedTree {
  left: ArrayLike<number>
  right: ArrayLike<number>
  feature: ArrayLike<number>
  threshold: ArrayLike<number>
  default_left: ArrayLike<number>
  value: ArrayLike<number>
  /** Weight of the training rows that reached each node (the sum of their hessians). */
  cover: ArrayLike<number>
}

export interface ShapValues {
  /** What the trees say on average; with a row's values it sums to the row's margin, less the booster's base margin. */
  expected: number
  /** Row after row, one for each column. */
  values: Float64Array
}

/** Exact path-dependent SHAP values, in margins (TreeSHAP, algorithm 2 of Lundberg, Erion, Lee 2018: O(leaves × depth²) a tree). */
export function treeShapOf(trees: readonly BoostedTree[], matrix: Matrix): ShapValues {
  const values = new Float64Array(matrix.rows * matrix.columns)
  let expected = 0
  for (const tree of trees) {
    const walk = new Walk(tree)
    expected += walk.expected
    for (let row = 0; row < matrix.rows; row++) {
      const start = row * matrix.columns
      walk.explain(
        matrix.values.subarray(start, start + matrix.columns),
        values.subarray(start, start + matrix.columns),
      )
    }
  }
  return { expected, values }
}

/**
 * The way down one tree. A path holds each feature met once with the share of rows that goes on here when the feature is
 * not known (`zero`) and whether this row does (`one`), and the weights of all subsets by size; paths of all depths lie one
 * behind the other, since going back up must find its own unchanged.
 */
class Walk {
  readonly expected: number
  private readonly tree: BoostedTree
  private readonly feature: Int32Array
  private readonly zero: Float64Array
  private readonly one: Float64Array
  private readonly weight: Float64Array
  private row: Float32Array = new Float32Array()
  private into: Float64Array = new Float64Array()

  constructor(tree: BoostedTree) {
    this.tree = tree
    const longest = depthOf(tree, 0) + 2
    const size = (longest * (longest + 1)) / 2
    this.feature = new Int32Array(size)
    this.zero = new Float64Array(size)
    this.one = new Float64Array(size)
    this.weight = new Float64Array(size)
    this.expected = meanOf(tree, 0)
  }

  explain(row: Float32Array, into: Float64Array): void {
    this.row = row
    this.into = into
    this.visit(0, 0, 0, 0, 1, 1, -1)
  }

  /** `from` is where the parent's path of `length` members lies; this node's lies behind it. */
  private visit(node: number, from: number, length: number, level: number, zero: number, one: number, feature: number) {
    const at = level === 0 ? 0 : from + level
    this.copy(from, at, length)
    this.extend(at, length, zero, one, feature)
    const split = this.tree.feature[node] ?? -1
    if (split < 0) {
      this.addLeaf(at, length, this.tree.value[node] ?? 0)
      return
    }
    const [hot, cold] = this.sidesOf(node, split)
    const met = this.placeOf(at, length, split)
    const inherited = met < 0 ? { zero: 1, one: 1 } : { zero: this.zero[at + met] ?? 0, one: this.one[at + met] ?? 0 }
    if (met >= 0) this.unwind(at, length, met)
    const members = met < 0 ? length + 1 : length
    const below = level + 1
    this.visit(hot, at, members, below, inherited.zero * this.shareOf(hot, node), inherited.one, split)
    this.visit(cold, at, members, below, inherited.zero * this.shareOf(cold, node), 0, split)
  }

  private sidesOf(node: number, split: number): [hot: number, cold: number] {
    const value = this.row[split] ?? NaN
    const left = this.tree.left[node] ?? 0
    const right = this.tree.right[node] ?? 0
    const goesLeft = Number.isNaN(value) ? this.tree.default_left[node] === 1 : value < (this.tree.threshold[node] ?? 0)
    return goesLeft ? [left, right] : [right, left]
  }

  private shareOf(child: number, node: number): number {
    return (this.tree.cover[child] ?? 0) / (this.tree.cover[node] ?? 1)
  }

  private placeOf(at: number, length: number, feature: number): number {
    for (let member = 1; member <= length; member++) if (this.feature[at + member] === feature) return member
    return -1
  }

  private copy(from: number, to: number, length: number): void {
    if (from === to) return
    for (const part of [this.feature, this.zero, this.one, this.weight]) part.copyWithin(to, from, from + length)
  }

  private extend(at: number, length: number, zero: number, one: number, feature: number): void {
    const { weight } = this
    this.feature[at + length] = feature
    this.zero[at + length] = zero
    this.one[at + length] = one
    weight[at + length] = length === 0 ? 1 : 0
    for (let member = length - 1; member >= 0; member--) {
      const before = weight[at + member] ?? 0
      weight[at + member + 1] = (weight[at + member + 1] ?? 0) + (one * before * (member + 1)) / (length + 1)
      weight[at + member] = (zero * before * (length - member)) / (length + 1)
    }
  }

  /** Takes a member out again, as if it had never been met. */
  private unwind(at: number, length: number, place: number): void {
    const { weight } = this
    const zero = this.zero[at + place] ?? 0
    const one = this.one[at + place] ?? 0
    let next = weight[at + length] ?? 0
    for (let member = length - 1; member >= 0; member--) {
      const before = weight[at + member] ?? 0
      if (one !== 0) {
        const undone = (next * (length + 1)) / ((member + 1) * one)
        weight[at + member] = undone
        next = before - (undone * zero * (length - member)) / (length + 1)
      } else weight[at + member] = (before * (length + 1)) / (zero * (length - member))
    }
    for (const part of [this.feature, this.zero, this.one]) part.copyWithin(at + place, at + place + 1, at + length + 1)
  }

  private addLeaf(at: number, length: number, value: number): void {
    for (let place = 1; place <= length; place++) {
      const difference = (this.one[at + place] ?? 0) - (this.zero[at + place] ?? 0)
      const column = this.feature[at + place] ?? 0
      this.into[column] = (this.into[column] ?? 0) + this.sumWithout(at, length, place) * difference * value
    }
  }

  /** The sum of the weights that `unwind` would leave. */
  private sumWithout(at: number, length: number, place: number): number {
    const zero = this.zero[at + place] ?? 0
    const one = this.one[at + place] ?? 0
    let next = this.weight[at + length] ?? 0
    let sum = 0
    for (let member = length - 1; member >= 0; member--) {
      const share = (length - member) / (length + 1)
      const weight = this.weight[at + member] ?? 0
      if (one !== 0) {
        const undone = (next * (length + 1)) / ((member + 1) * one)
        sum += undone
        next = weight - undone * zero * share
      } else if (zero !== 0) sum += weight / zero / share
    }
    return sum
  }
}

function depthOf(tree: BoostedTree, node: number): number {
  if ((tree.feature[node] ?? -1) < 0) return 0
  return 1 + Math.max(depthOf(tree, tree.left[node] ?? 0), depthOf(tree, tree.right[node] ?? 0))
}

/** Mean leaf of a subtree, by cover. */
function meanOf(tree: BoostedTree, node: number): number {
  if ((tree.feature[node] ?? -1) < 0) return tree.value[node] ?? 0
  const left = tree.left[node] ?? 0
  const right = tree.right[node] ?? 0
  const cover = tree.cover[node] ?? 1
  const part = (child: number) => (meanOf(tree, child) * (tree.cover[child] ?? 0)) / cover
  return part(left) + part(right)
}

import { describe, expect, test } from 'vitest'
import { randomInteger, randomOf, type Random } from '../train/random.ts'
import { treeShapOf, type BoostedTree } from './tree-shap.ts'

const COLUMNS = 5

/** A tree of random splits, features repeating on a path on purpose, covers that add up. */
function randomTree(random: Random, depth: number): BoostedTree {
  const tree: Record<keyof BoostedTree, number[]> = {
    left: [],
    right: [],
    feature: [],
    threshold: [],
    default_left: [],
    value: [],
    cover: [],
  }
  const grow = (left_depth: number, cover: number): number => {
    const node = tree.feature.push(-1) - 1
    tree.left.push(0)
    tree.right.push(0)
    tree.threshold.push(0)
    tree.default_left.push(0)
    tree.value.push(random() * 2 - 1)
    tree.cover.push(cover)
    if (left_depth === 0 || random() < 0.15) return node
    tree.feature[node] = randomInteger(random, COLUMNS)
    tree.threshold[node] = random()
    tree.default_left[node] = randomInteger(random, 2)
    const share = 0.1 + 0.8 * random()
    tree.left[node] = grow(left_depth - 1, cover * share)
    tree.right[node] = grow(left_depth - 1, cover * (1 - share))
    return node
  }
  grow(depth, 100)
  return tree
}

function goesLeft(tree: BoostedTree, node: number, value: number): boolean {
  return Number.isNaN(value) ? tree.default_left[node] === 1 : value < (tree.threshold[node] ?? 0)
}

/** What the tree says when only some features are known: the definition that TreeSHAP must equal. */
function conditional(tree: BoostedTree, row: readonly number[], known: number, node = 0): number {
  const feature = tree.feature[node] ?? -1
  if (feature < 0) return tree.value[node] ?? 0
  const left = tree.left[node] ?? 0
  const right = tree.right[node] ?? 0
  if ((known & (1 << feature)) !== 0)
    return conditional(tree, row, known, goesLeft(tree, node, row[feature] ?? NaN) ? left : right)
  const share = (tree.cover[left] ?? 0) / (tree.cover[node] ?? 1)
  return share * conditional(tree, row, known, left) + (1 - share) * conditional(tree, row, known, right)
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))

/** Shapley's value by its definition, over all subsets of the features. */
function shapley(tree: BoostedTree, row: readonly number[], feature: number): number {
  let sum = 0
  for (let known = 0; known < 1 << COLUMNS; known++) {
    if ((known & (1 << feature)) !== 0) continue
    const size = [...Array(COLUMNS).keys()].filter((each) => (known & (1 << each)) !== 0).length
    const weight = (factorial(size) * factorial(COLUMNS - size - 1)) / factorial(COLUMNS)
    sum += weight * (conditional(tree, row, known | (1 << feature)) - conditional(tree, row, known))
  }
  return sum
}

describe('TreeSHAP', () => {
  test('equals the definition of Shapley values on random trees, gaps and repeated features included', () => {
    const random = randomOf(7)
    for (let round = 0; round < 20; round++) {
      const trees = [randomTree(random, 6), randomTree(random, 3)]
      const row = Array.from({ length: COLUMNS }, () => (random() < 0.2 ? NaN : Math.fround(random())))
      const { values } = treeShapOf(trees, { rows: 1, columns: COLUMNS, values: Float32Array.from(row) })
      for (let feature = 0; feature < COLUMNS; feature++) {
        const exact = trees.reduce((sum, tree) => sum + shapley(tree, row, feature), 0)
        expect(values[feature]).toBeCloseTo(exact, 10)
      }
    }
  })

  test('sums to what the trees say of the row', () => {
    const random = randomOf(11)
    const trees = Array.from({ length: 30 }, () => randomTree(random, 7))
    const rows = 40
    const matrix = {
      rows,
      columns: COLUMNS,
      values: Float32Array.from({ length: rows * COLUMNS }, () => (random() < 0.1 ? NaN : random())),
    }
    const { expected, values } = treeShapOf(trees, matrix)
    for (let row = 0; row < rows; row++) {
      const own = [...matrix.values.subarray(row * COLUMNS, (row + 1) * COLUMNS)]
      const margin = trees.reduce((sum, tree) => sum + conditional(tree, own, 2 ** COLUMNS - 1), 0)
      const sum = values.subarray(row * COLUMNS, (row + 1) * COLUMNS).reduce((all, value) => all + value, expected)
      expect(sum).toBeCloseTo(margin, 10)
    }
  })
})

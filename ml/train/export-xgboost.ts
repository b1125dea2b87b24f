import { writeOnnxModel } from './onnx-writer.ts'
import { treeEnsemble, type TreeNodes } from './tree-ensemble.ts'
import type { BoostedTree, BoostedTrees } from './xgboost-trees.ts'

/** Trees over raw rows, gaps and all, then the logistic function. */
export function exportXgboost(trees: BoostedTrees, feature_names: readonly string[]): Uint8Array {
  return writeOnnxModel({
    name: 'xgboost',
    inputs: [{ name: 'features', columns: feature_names.length }],
    outputs: [{ name: 'score', columns: 1 }],
    constants: [{ name: 'base_margin', shape: [], values: Float32Array.of(trees.base_margin) }],
    nodes: [
      treeEnsemble(nodesOf(trees), 'features', 'sum'),
      { operator: 'Add', inputs: ['sum', 'base_margin'], outputs: ['margin'] },
      { operator: 'Sigmoid', inputs: ['margin'], outputs: ['score'] },
    ],
    metadata: { feature_names: JSON.stringify(feature_names) },
  })
}

/** All trees in one numbering. */
function nodesOf({ trees }: BoostedTrees): TreeNodes {
  const forked = trees.map(withInnerRoot)
  const roots: number[] = []
  let nodes = 0
  for (const { feature } of forked) {
    roots.push(nodes)
    nodes += feature.length
  }
  const all = (of: (tree: BoostedTree, root: number) => Iterable<number>): number[] =>
    forked.flatMap((tree, at) => Array.from(of(tree, roots[at] ?? 0)))
  return {
    mode: 'lt',
    roots,
    feature: all(({ feature }) => feature),
    split: all(({ threshold }) => threshold),
    weight: all(({ value }) => value),
    yes: all(({ left }, root) => left.map((node) => node + root)),
    no: all(({ right }, root) => right.map((node) => node + root)),
    gap_is_yes: all(({ default_left }) => default_left),
  }
}

/** ONNX knows no tree that is a single leaf: such a one gets a split whose sides say the same. */
function withInnerRoot(tree: BoostedTree): BoostedTree {
  if ((tree.feature[0] ?? -1) >= 0) return tree
  const value = tree.value[0] ?? 0
  return {
    left: Int32Array.of(1, -1, -1),
    right: Int32Array.of(2, -1, -1),
    feature: Int32Array.of(0, -1, -1),
    threshold: new Float32Array(3),
    default_left: new Uint8Array(3),
    value: Float32Array.of(0, value, value),
    cover: new Float64Array(3),
  }
}

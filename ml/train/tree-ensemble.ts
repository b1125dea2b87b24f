import type { OnnxAttribute, OnnxNode } from './onnx-writer.ts'

/** Modes of TreeEnsemble in ai.onnx.ml 5: the true branch is taken when the value is <= or < the split. */
const MODE = { leq: 0, lt: 1 } as const

/** Trees over one numbering of nodes. No root may be a leaf: ONNX knows no such tree. */
export interface TreeNodes {
  mode: keyof typeof MODE
  roots: ArrayLike<number>
  /** Input column of each node, -1: a leaf. */
  feature: ArrayLike<number>
  /** Split of an inner node. */
  split: ArrayLike<number>
  /** What a leaf adds to the sum. */
  weight: ArrayLike<number>
  /** Next node when the comparison holds, and when not. */
  yes: ArrayLike<number>
  no: ArrayLike<number>
  /** 1: a gap goes where the comparison holds. Without it every gap goes the other way. */
  gap_is_yes?: ArrayLike<number>
}

/** One node that sums the leaves which a row reaches; ONNX numbers inner nodes and leaves apart. */
export function treeEnsemble(trees: TreeNodes, input: string, output: string): OnnxNode {
  const { feature, split, weight, yes, no, gap_is_yes } = trees
  const numbers = new Int32Array(feature.length)
  const inner: number[] = []
  const leaves: number[] = []
  for (let node = 0; node < feature.length; node++) {
    numbers[node] = (feature[node] ?? -1) < 0 ? leaves.push(node) - 1 : inner.push(node) - 1
  }
  const numberOf = (node: number | undefined): number => numbers[node ?? 0] ?? 0
  const isLeaf = (node: number | undefined): number => ((feature[node ?? 0] ?? -1) < 0 ? 1 : 0)
  const attributes: OnnxAttribute[] = [
    { name: 'n_targets', integer: 1 },
    { name: 'tree_roots', integers: Array.from(trees.roots, numberOf) },
    { name: 'nodes_featureids', integers: inner.map((node) => feature[node] ?? 0) },
    floats('nodes_splits', inner, split),
    {
      name: 'nodes_modes',
      tensor: {
        name: 'nodes_modes',
        shape: [inner.length],
        values: new Uint8Array(inner.length).fill(MODE[trees.mode]),
      },
    },
    { name: 'nodes_truenodeids', integers: inner.map((node) => numberOf(yes[node])) },
    { name: 'nodes_trueleafs', integers: inner.map((node) => isLeaf(yes[node])) },
    { name: 'nodes_falsenodeids', integers: inner.map((node) => numberOf(no[node])) },
    { name: 'nodes_falseleafs', integers: inner.map((node) => isLeaf(no[node])) },
    { name: 'leaf_targetids', integers: new Uint8Array(leaves.length) },
    floats('leaf_weights', leaves, weight),
  ]
  if (gap_is_yes !== undefined) {
    attributes.push({ name: 'nodes_missing_value_tracks_true', integers: inner.map((node) => gap_is_yes[node] ?? 0) })
  }
  return { operator: 'TreeEnsemble', domain: 'ai.onnx.ml', inputs: [input], outputs: [output], attributes }
}

function floats(name: string, nodes: readonly number[], values: ArrayLike<number>): OnnxAttribute {
  return {
    name,
    tensor: { name, shape: [nodes.length], values: Float32Array.from(nodes, (node) => values[node] ?? 0) },
  }
}

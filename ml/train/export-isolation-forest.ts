import type { IsolationForest } from './isolation-forest.ts'
import { writeOnnxModel, type OnnxAttribute, type OnnxNode, type OnnxTensor } from './onnx-writer.ts'
import { averagePathLength } from './path-length.ts'

/** `BRANCH_LEQ` of TreeEnsemble in ai.onnx.ml 5. */
const BRANCH_LEQ = 0

/** Input: float [rows, features], gaps as NaN. Output: float [rows, 1], Liu's s(x). */
export function exportIsolationForest(
  forest: IsolationForest,
  feature_names: readonly string[],
  medians: readonly number[],
): Uint8Array {
  const scalar = (name: string, value: number): OnnxTensor => ({ name, shape: [1], values: Float32Array.of(value) })
  return writeOnnxModel({
    name: 'isolation_forest',
    inputs: [{ name: 'features', columns: feature_names.length }],
    outputs: [{ name: 'score', columns: 1 }],
    constants: [
      { name: 'medians', shape: [medians.length], values: Float32Array.from(medians) },
      scalar('minus_ln2', -Math.LN2),
    ],
    nodes: [
      ...imputation('features', 'filled'),
      {
        operator: 'TreeEnsemble',
        domain: 'ai.onnx.ml',
        inputs: ['filled'],
        outputs: ['relative_path_length'],
        attributes: treeAttributes(forest),
      },
      { operator: 'Mul', inputs: ['relative_path_length', 'minus_ln2'], outputs: ['exponent'] },
      { operator: 'Exp', inputs: ['exponent'], outputs: ['score'] },
    ],
    metadata: { feature_names: JSON.stringify(feature_names) },
  })
}

/** Needs the constant `medians`. */
function imputation(input: string, output: string): OnnxNode[] {
  return [
    { operator: 'IsNaN', inputs: [input], outputs: ['is_unknown'] },
    { operator: 'Where', inputs: ['is_unknown', 'medians', input], outputs: [output] },
  ]
}

/** The forest as one TreeEnsemble whose sum is E(h(x)) / c(psi): inner nodes and leaves are numbered apart. */
function treeAttributes(forest: IsolationForest): OnnxAttribute[] {
  const { feature, value, left } = forest
  const numbers = new Int32Array(feature.length)
  let inner_count = 0
  let leaf_count = 0
  feature.forEach((split, node) => (numbers[node] = split >= 0 ? inner_count++ : leaf_count++))
  const inner = Array.from(feature.keys()).filter((node) => (feature[node] ?? -1) >= 0)
  const leaves = Array.from(feature.keys()).filter((node) => (feature[node] ?? -1) < 0)
  const isLeaf = (node: number) => ((feature[node] ?? -1) < 0 ? 1 : 0)
  const lefts = inner.map((node) => left[node] ?? 0)
  const share = 1 / (forest.roots.length * (averagePathLength(forest.max_samples) || 1))
  const floats = (name: string, values: Float32Array): OnnxAttribute => ({
    name,
    tensor: { name, shape: [values.length], values },
  })
  return [
    { name: 'n_targets', integer: 1 },
    { name: 'tree_roots', integers: forest.roots.map((root) => numbers[root] ?? 0) },
    { name: 'nodes_featureids', integers: inner.map((node) => feature[node] ?? 0) },
    floats(
      'nodes_splits',
      Float32Array.from(inner, (node) => value[node] ?? 0),
    ),
    {
      name: 'nodes_modes',
      tensor: { name: 'nodes_modes', shape: [inner.length], values: new Uint8Array(inner.length).fill(BRANCH_LEQ) },
    },
    { name: 'nodes_truenodeids', integers: lefts.map((node) => numbers[node] ?? 0) },
    { name: 'nodes_trueleafs', integers: lefts.map(isLeaf) },
    { name: 'nodes_falsenodeids', integers: lefts.map((node) => numbers[node + 1] ?? 0) },
    { name: 'nodes_falseleafs', integers: lefts.map((node) => isLeaf(node + 1)) },
    { name: 'leaf_targetids', integers: new Uint8Array(leaves.length) },
    floats(
      'leaf_weights',
      Float32Array.from(leaves, (node) => (value[node] ?? 0) * share),
    ),
  ]
}

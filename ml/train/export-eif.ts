import type { ExtendedForest } from './extended-forest.ts'
import { FLOAT, type OnnxNode, type OnnxTensor, writeOnnxModel } from './onnx-writer.ts'
import { averagePathLength } from './path-length.ts'
import { scalingGraph } from './scaling-graph.ts'
import type { Scaling } from './scaling.ts'
import { treeEnsemble } from './tree-ensemble.ts'

/** So many trees are worked out at once that their products stay near the processor. */
const TREES_AT_ONCE = 20

/** Every row's product with the normals of all nodes, tree group by tree group, and trees that look at these products. */
export function exportEif(forest: ExtendedForest, scaling: Scaling, feature_names: readonly string[]): Uint8Array {
  const { columns, roots } = forest
  const scale = scalingGraph(scaling)
  const groups: { constant: OnnxTensor; nodes: OnnxNode[]; output: string }[] = []
  for (let tree = 0; tree < roots.length; tree += TREES_AT_ONCE)
    groups.push(groupOf(forest, tree, String(groups.length)))
  return writeOnnxModel({
    name: 'extended_isolation_forest',
    inputs: [{ name: 'features', columns }],
    outputs: [{ name: 'score', columns: 1 }],
    constants: [
      ...scale.constants,
      ...groups.map(({ constant }) => constant),
      { name: 'minus_ln2', shape: [], values: Float32Array.of(-Math.LN2) },
    ],
    nodes: [
      ...scale.nodes,
      ...groups.flatMap(({ nodes }) => nodes),
      { operator: 'Sum', inputs: groups.map(({ output }) => output), outputs: ['relative_path_length'] },
      { operator: 'Mul', inputs: ['relative_path_length', 'minus_ln2'], outputs: ['exponent'] },
      { operator: 'Exp', inputs: ['exponent'], outputs: ['score'] },
    ],
    metadata: { feature_names: JSON.stringify(feature_names) },
  })
}

/** Trees from `first` on: nodes and normals of a tree lie together, in the order of the trees. */
function groupOf(forest: ExtendedForest, first: number, name: string) {
  const { columns, roots, left, offset, plane, normals, max_samples } = forest
  const share = 1 / (roots.length * (averagePathLength(max_samples) || 1))
  const from = roots[first] ?? 0
  const to = roots[first + TREES_AT_ONCE] ?? left.length
  const planes = plane.subarray(from, to)
  const first_plane = planes[0] ?? 0
  const last_plane = planes.reduce((last, each) => Math.max(last, each), 0)
  const lengths = offset.subarray(from, to)
  const yes = left.subarray(from, to).map((node) => node - from)
  const constant: OnnxTensor = {
    name: `normal_steps${name}`,
    shape: [last_plane + 1 - first_plane, columns],
    values: normals.subarray(first_plane * columns, (last_plane + 1) * columns),
  }
  const trees = {
    mode: 'leq',
    roots: roots.subarray(first, first + TREES_AT_ONCE).map((root) => root - from),
    feature: planes.map((each) => (each < 0 ? -1 : each - first_plane)),
    split: lengths,
    weight: lengths.map((length) => length * share),
    yes,
    no: yes.map((node) => node + 1),
  } as const
  const nodes: OnnxNode[] = [
    {
      operator: 'Cast',
      inputs: [constant.name],
      outputs: [`normals${name}`],
      attributes: [{ name: 'to', integer: FLOAT }],
    },
    {
      operator: 'Gemm',
      inputs: ['scaled', `normals${name}`],
      outputs: [`products${name}`],
      attributes: [{ name: 'transB', integer: 1 }],
    },
    treeEnsemble(trees, `products${name}`, `path_length${name}`),
  ]
  return { constant, nodes, output: `path_length${name}` }
}

import type { ExtendedForest } from './extended-isolation-forest.ts'
import { FLOAT, writeOnnxModel } from './onnx-writer.ts'
import { averagePathLength } from './path-length.ts'
import { scalingGraph } from './scaling-graph.ts'
import type { Scaling } from './scaling.ts'
import { treeEnsemble } from './tree-ensemble.ts'

/** Every row's product with every node's normal in one multiplication, then trees that look at these products. */
export function exportEif(forest: ExtendedForest, scaling: Scaling, feature_names: readonly string[]): Uint8Array {
  const { columns, left, offset, plane, normals, roots } = forest
  const scale = scalingGraph(scaling)
  const share = 1 / (roots.length * (averagePathLength(forest.max_samples) || 1))
  const trees = treeEnsemble(
    {
      mode: 'leq',
      roots,
      feature: plane,
      split: offset,
      weight: Float64Array.from(offset, (length) => length * share),
      yes: left,
      no: left.map((node) => node + 1),
    },
    'products',
    'relative_path_length',
  )
  return writeOnnxModel({
    name: 'extended_isolation_forest',
    inputs: [{ name: 'features', columns }],
    outputs: [{ name: 'score', columns: 1 }],
    constants: [
      ...scale.constants,
      { name: 'normal_steps', shape: [normals.length / columns, columns], values: normals },
      { name: 'minus_ln2', shape: [], values: Float32Array.of(-Math.LN2) },
    ],
    nodes: [
      ...scale.nodes,
      {
        operator: 'Cast',
        inputs: ['normal_steps'],
        outputs: ['normals'],
        attributes: [{ name: 'to', integer: FLOAT }],
      },
      {
        operator: 'Gemm',
        inputs: ['scaled', 'normals'],
        outputs: ['products'],
        attributes: [{ name: 'transB', integer: 1 }],
      },
      trees,
      { operator: 'Mul', inputs: ['relative_path_length', 'minus_ln2'], outputs: ['exponent'] },
      { operator: 'Exp', inputs: ['exponent'], outputs: ['score'] },
    ],
    metadata: { feature_names: JSON.stringify(feature_names) },
  })
}

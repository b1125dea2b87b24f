import type { Prototypes } from './nearest-neighbours.ts'
import { FLOAT, type OnnxNode, writeOnnxModel } from './onnx-writer.ts'
import { scalingGraph } from './scaling-graph.ts'
import type { Scaling } from './scaling.ts'

/** Squared distances as |row|² - 2 row · prototype + |prototype|², then the k smallest. */
export function exportKnn({ k, matrix }: Prototypes, scaling: Scaling, feature_names: readonly string[]): Uint8Array {
  const { rows, columns, values } = matrix
  const scale = scalingGraph(scaling)
  const unit = 1 / (scaling.steps * Math.sqrt(columns))
  return writeOnnxModel({
    name: 'nearest_neighbours',
    inputs: [{ name: 'features', columns }],
    outputs: [{ name: 'score', columns: 1 }],
    constants: [
      ...scale.constants,
      { name: 'prototype_steps', shape: [rows, columns], values: Int16Array.from(values) },
      { name: 'prototype_squares', shape: [rows], values: squaresOf(matrix) },
      { name: 'k', shape: [1], values: BigInt64Array.of(BigInt(k)) },
      { name: 'each_row', shape: [1], values: BigInt64Array.of(1n) },
      { name: 'unit', shape: [], values: Float32Array.of(unit) },
    ],
    nodes: [...scale.nodes, ...distanceNodes()],
    metadata: { feature_names: JSON.stringify(feature_names) },
  })
}

function squaresOf({ rows, columns, values }: Prototypes['matrix']): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) =>
    values.subarray(row * columns, (row + 1) * columns).reduce((sum, value) => sum + value * value, 0),
  )
}

function distanceNodes(): OnnxNode[] {
  return [
    {
      operator: 'Cast',
      inputs: ['prototype_steps'],
      outputs: ['prototypes'],
      attributes: [{ name: 'to', integer: FLOAT }],
    },
    // Without |row|², which is alike for all prototypes of a row: the order is the same.
    {
      operator: 'Gemm',
      inputs: ['scaled', 'prototypes', 'prototype_squares'],
      outputs: ['relative'],
      attributes: [
        { name: 'alpha', float: -2 },
        { name: 'transB', integer: 1 },
      ],
    },
    {
      operator: 'TopK',
      inputs: ['relative', 'k'],
      outputs: ['nearest', 'places'],
      attributes: [
        { name: 'axis', integer: 1 },
        { name: 'largest', integer: 0 },
        { name: 'sorted', integer: 0 },
      ],
    },
    { operator: 'ReduceSumSquare', inputs: ['scaled', 'each_row'], outputs: ['row_squares'] },
    { operator: 'Add', inputs: ['nearest', 'row_squares'], outputs: ['rounded_squares'] },
    // Rounding must not make a distance of nothing negative.
    { operator: 'Relu', inputs: ['rounded_squares'], outputs: ['squares'] },
    { operator: 'Sqrt', inputs: ['squares'], outputs: ['distances_k'] },
    { operator: 'ReduceMean', inputs: ['distances_k', 'each_row'], outputs: ['distance'] },
    { operator: 'Mul', inputs: ['distance', 'unit'], outputs: ['score'] },
  ]
}

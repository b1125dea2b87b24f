import type { Layer } from './autoencoder.ts'
import { type OnnxNode, type OnnxTensor, writeOnnxModel } from './onnx-writer.ts'
import { scalingGraph } from './scaling-graph.ts'
import type { Scaling } from './scaling.ts'

/** Layer after layer, then the root of the mean squared error. */
export function exportAutoencoder(
  layers: readonly Layer[],
  scaling: Scaling,
  feature_names: readonly string[],
): Uint8Array {
  const scale = scalingGraph(scaling)
  const constants = layers.flatMap(({ inputs, outputs, weights, biases }, at): OnnxTensor[] => [
    { name: `weights${at}`, shape: [inputs, outputs], values: weights },
    { name: `biases${at}`, shape: [outputs], values: biases },
  ])
  const last = layers.length - 1
  const nodes = layers.flatMap((_, at): OnnxNode[] => {
    const input = at === 0 ? 'scaled' : `active${at - 1}`
    const sum = { operator: 'Gemm', inputs: [input, `weights${at}`, `biases${at}`], outputs: [`sum${at}`] }
    return at === last ? [sum] : [sum, { operator: 'Relu', inputs: [`sum${at}`], outputs: [`active${at}`] }]
  })
  return writeOnnxModel({
    name: 'autoencoder',
    inputs: [{ name: 'features', columns: feature_names.length }],
    outputs: [{ name: 'score', columns: 1 }],
    constants: [...scale.constants, ...constants, { name: 'each_row', shape: [1], values: BigInt64Array.of(1n) }],
    nodes: [
      ...scale.nodes,
      ...nodes,
      { operator: 'Sub', inputs: [`sum${last}`, 'scaled'], outputs: ['error'] },
      { operator: 'Mul', inputs: ['error', 'error'], outputs: ['squared'] },
      { operator: 'ReduceMean', inputs: ['squared', 'each_row'], outputs: ['mean_squared'] },
      { operator: 'Sqrt', inputs: ['mean_squared'], outputs: ['score'] },
    ],
    metadata: { feature_names: JSON.stringify(feature_names) },
  })
}

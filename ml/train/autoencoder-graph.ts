import { FLOAT, type OnnxNode, type OnnxTensor, writeOnnxModel } from './onnx-writer.ts'

/** Adam's moments (Kingma, Ba 2015). */
const DECAY1 = 0.9
const DECAY2 = 0.999
const EPSILON = 1e-8

/** Weights and biases of all layers in one row of numbers: weights [inputs, outputs], then biases, layer after layer. */
export function parameterCountOf(widths: readonly number[]): number {
  return layersOf(widths).reduce((sum, { inputs, outputs }) => sum + inputs * outputs + outputs, 0)
}

export function layersOf(widths: readonly number[]): { inputs: number; outputs: number }[] {
  return widths.slice(1).map((outputs, at) => ({ inputs: widths[at] ?? 0, outputs }))
}

/**
 * One step of training as a graph: forward, backward, Adam. Inputs `batch`, `parameters`, `first`, `second` (the moments)
 * and `rate`; outputs `next_parameters`, `next_first` and `next_second`.
 */
export function trainingGraph(widths: readonly number[], batch_rows: number): Uint8Array {
  const layers = layersOf(widths)
  const columns = widths[0] ?? 0
  const length = parameterCountOf(widths)
  const single = (name: string, value: number): OnnxTensor => ({ name, shape: [], values: Float32Array.of(value) })
  const row = (name: string) => ({ name, length })
  return writeOnnxModel({
    name: 'autoencoder_step',
    inputs: [{ name: 'batch', columns }, row('parameters'), row('first'), row('second'), { name: 'rate', length: 1 }],
    outputs: [row('next_parameters'), row('next_first'), row('next_second')],
    constants: [
      single('two_by_size', 2 / (batch_rows * columns)),
      single('zero', 0),
      single('decay1', DECAY1),
      single('keep1', 1 - DECAY1),
      single('decay2', DECAY2),
      single('keep2', 1 - DECAY2),
      single('epsilon', EPSILON),
      { name: 'over_rows', shape: [1], values: BigInt64Array.of(0n) },
      { name: 'flat', shape: [1], values: BigInt64Array.of(-1n) },
      {
        name: 'sizes',
        shape: [layers.length * 2],
        values: BigInt64Array.from(
          layers.flatMap(({ inputs, outputs }) => [BigInt(inputs * outputs), BigInt(outputs)]),
        ),
      },
      ...layers.map(({ inputs, outputs }, at) => ({
        name: `shape${at}`,
        shape: [2],
        values: BigInt64Array.of(BigInt(inputs), BigInt(outputs)),
      })),
    ],
    nodes: [
      ...splitNodes(layers.length),
      ...forwardNodes(layers.length),
      ...backwardNodes(layers.length),
      ...adamNodes(),
    ],
    metadata: {},
  })
}

function splitNodes(layers: number): OnnxNode[] {
  const each = Array.from({ length: layers }, (_, at) => at)
  return [
    {
      operator: 'Split',
      inputs: ['parameters', 'sizes'],
      outputs: each.flatMap((at) => [`flat_weights${at}`, `biases${at}`]),
      attributes: [{ name: 'axis', integer: 0 }],
    },
    ...each.map((at) => ({
      operator: 'Reshape',
      inputs: [`flat_weights${at}`, `shape${at}`],
      outputs: [`weights${at}`],
    })),
  ]
}

const inputOf = (at: number): string => (at === 0 ? 'batch' : `active${at - 1}`)

function forwardNodes(layers: number): OnnxNode[] {
  return Array.from({ length: layers }, (_, at): OnnxNode[] => [
    { operator: 'Gemm', inputs: [inputOf(at), `weights${at}`, `biases${at}`], outputs: [`sum${at}`] },
    ...(at < layers - 1 ? [{ operator: 'Relu', inputs: [`sum${at}`], outputs: [`active${at}`] }] : []),
  ]).flat()
}

/** `slope…` is the loss' derivative by a layer's sums. */
function backwardNodes(layers: number): OnnxNode[] {
  const last = layers - 1
  const nodes: OnnxNode[] = [
    { operator: 'Sub', inputs: [`sum${last}`, 'batch'], outputs: ['error'] },
    { operator: 'Mul', inputs: ['error', 'two_by_size'], outputs: [`slope${last}`] },
  ]
  for (let at = last; at >= 0; at--) {
    nodes.push(
      {
        operator: 'Gemm',
        inputs: [inputOf(at), `slope${at}`],
        outputs: [`by_weights${at}`],
        attributes: [{ name: 'transA', integer: 1 }],
      },
      { operator: 'Reshape', inputs: [`by_weights${at}`, 'flat'], outputs: [`flat_by_weights${at}`] },
      {
        operator: 'ReduceSum',
        inputs: [`slope${at}`, 'over_rows'],
        outputs: [`by_biases${at}`],
        attributes: [{ name: 'keepdims', integer: 0 }],
      },
    )
    if (at === 0) break
    nodes.push(
      {
        operator: 'Gemm',
        inputs: [`slope${at}`, `weights${at}`],
        outputs: [`through${at}`],
        attributes: [{ name: 'transB', integer: 1 }],
      },
      { operator: 'Greater', inputs: [`sum${at - 1}`, 'zero'], outputs: [`is_open${at}`] },
      {
        operator: 'Cast',
        inputs: [`is_open${at}`],
        outputs: [`open${at}`],
        attributes: [{ name: 'to', integer: FLOAT }],
      },
      { operator: 'Mul', inputs: [`through${at}`, `open${at}`], outputs: [`slope${at - 1}`] },
    )
  }
  const each = Array.from({ length: layers }, (_, at) => [`flat_by_weights${at}`, `by_biases${at}`])
  nodes.push({
    operator: 'Concat',
    inputs: each.flat(),
    outputs: ['gradient'],
    attributes: [{ name: 'axis', integer: 0 }],
  })
  return nodes
}

/** `rate` already holds the correction for the moments' start at zero. */
function adamNodes(): OnnxNode[] {
  const node = (operator: string, inputs: string[], output: string): OnnxNode => ({
    operator,
    inputs,
    outputs: [output],
  })
  return [
    node('Mul', ['first', 'decay1'], 'kept_first'),
    node('Mul', ['gradient', 'keep1'], 'new_first'),
    node('Add', ['kept_first', 'new_first'], 'next_first'),
    node('Mul', ['gradient', 'gradient'], 'squares'),
    node('Mul', ['second', 'decay2'], 'kept_second'),
    node('Mul', ['squares', 'keep2'], 'new_second'),
    node('Add', ['kept_second', 'new_second'], 'next_second'),
    node('Sqrt', ['next_second'], 'root'),
    node('Add', ['root', 'epsilon'], 'divisor'),
    node('Div', ['next_first', 'divisor'], 'direction'),
    node('Mul', ['direction', 'rate'], 'change'),
    node('Sub', ['parameters', 'change'], 'next_parameters'),
  ]
}

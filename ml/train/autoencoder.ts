import { InferenceSession, Tensor, type TypedTensor } from 'onnxruntime-node'
import { layersOf, parameterCountOf, trainingGraph } from './autoencoder-graph.ts'
import { gaussian } from './gaussian.ts'
import type { Matrix } from './matrix.ts'
import { type Random, sampleWithoutReplacement } from './random.ts'

const BATCH_ROWS = 128
const RATE = 1e-3

export interface AutoencoderOptions {
  /** Batches of 128 rows; every row is seen once before any is seen again. */
  steps: number
  random: Random
}

/** One fully connected layer; `weights[from * outputs + to]`. All but the last are followed by ReLU. */
export interface Layer {
  inputs: number
  outputs: number
  weights: Float32Array
  biases: Float32Array
}

/** A network that reproduces ordinary rows through a narrow waist: what it reproduces badly is unusual. Columns are scaled. */
export async function trainAutoencoder(matrix: Matrix, { steps, random }: AutoencoderOptions): Promise<Layer[]> {
  const { columns } = matrix
  const widths = widthsOf(columns)
  const length = parameterCountOf(widths)
  // One thread: the matrices are small, and the same seed must give the same network on any machine.
  const session = await InferenceSession.create(trainingGraph(widths, BATCH_ROWS), { intraOpNumThreads: 1 })
  let state = {
    parameters: new Tensor('float32', initialParameters(widths, random), [length]),
    first: new Tensor('float32', new Float32Array(length), [length]),
    second: new Tensor('float32', new Float32Array(length), [length]),
  }
  const batches = batchesOf(matrix, random)
  for (let step = 1; step <= steps; step++) {
    const batch = new Tensor('float32', batches(), [BATCH_ROWS, columns])
    const rate = new Tensor('float32', Float32Array.of(rateOf(step)), [1])
    const { next_parameters, next_first, next_second } = await session.run({ batch, rate, ...state })
    state = { parameters: floats(next_parameters), first: floats(next_first), second: floats(next_second) }
  }
  await session.release()
  return layersIn(state.parameters.data, widths)
}

/** Reproduced rows, in the columns' scale. */
export function reconstruct(layers: readonly Layer[], matrix: Matrix): Float32Array {
  const reproduced = new Float32Array(matrix.values.length)
  for (let row = 0; row < matrix.rows; row++) {
    const start = row * matrix.columns
    const input = Float64Array.from(matrix.values.subarray(start, start + matrix.columns))
    const last = layers.length - 1
    reproduced.set(
      layers.reduce<Float64Array>((values, layer, at) => forward(layer, values, at < last), input),
      start,
    )
  }
  return reproduced
}

/** Root of the mean squared error of each row's reconstruction. */
export function reconstructionErrors(layers: readonly Layer[], matrix: Matrix): Float64Array {
  const { rows, columns, values } = matrix
  const reproduced = reconstruct(layers, matrix)
  return Float64Array.from({ length: rows }, (_, row) => {
    let squares = 0
    for (let at = row * columns; at < (row + 1) * columns; at++) {
      squares += ((reproduced[at] ?? 0) - (values[at] ?? 0)) ** 2
    }
    return Math.sqrt(squares / columns)
  })
}

/** 96, 64, 32, 16 and back, as the earlier platform had them; narrower where there are fewer columns to press through. */
function widthsOf(columns: number): number[] {
  const narrow = [64, 32, 16].map((width, at) => Math.max(1, Math.min(width, Math.round((columns * (4 >> at)) / 6))))
  return [columns, ...narrow, ...narrow.slice(0, 2).reverse(), columns]
}

/** He's initialization (He, Zhang, Ren, Sun 2015). */
function initialParameters(widths: readonly number[], random: Random): Float32Array {
  return Float32Array.from(
    layersOf(widths).flatMap(({ inputs, outputs }) => {
      const spread = Math.sqrt(2 / inputs)
      const weights = Array.from({ length: inputs * outputs }, () => gaussian(random) * spread)
      return [...weights, ...new Array<number>(outputs).fill(0)]
    }),
  )
}

function layersIn(parameters: Float32Array, widths: readonly number[]): Layer[] {
  let from = 0
  const take = (length: number): Float32Array => parameters.slice(from, (from += length))
  return layersOf(widths).map(({ inputs, outputs }) => ({
    inputs,
    outputs,
    weights: take(inputs * outputs),
    biases: take(outputs),
  }))
}

/** The next 128 rows of a shuffled deck, shuffled anew when it is through. */
function batchesOf({ rows, columns, values }: Matrix, random: Random): () => Float32Array {
  let deck = new Int32Array(0)
  let next = 0
  return () => {
    const batch = new Float32Array(BATCH_ROWS * columns)
    for (let at = 0; at < BATCH_ROWS; at++) {
      if (next >= deck.length) {
        deck = Int32Array.from(sampleWithoutReplacement(random, rows, rows))
        next = 0
      }
      const row = deck[next++] ?? 0
      batch.set(values.subarray(row * columns, (row + 1) * columns), at * columns)
    }
    return batch
  }
}

/** Adam's rate with the correction for moments that start at zero (Kingma, Ba 2015, section 2). */
function rateOf(step: number): number {
  return (RATE * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step)
}

function forward({ inputs, outputs, weights, biases }: Layer, input: Float64Array, rectified: boolean): Float64Array {
  const sums = Float64Array.from(biases)
  for (let from = 0; from < inputs; from++) {
    const value = input[from] ?? 0
    if (value === 0) continue
    const base = from * outputs
    for (let to = 0; to < outputs; to++) sums[to] = (sums[to] ?? 0) + value * (weights[base + to] ?? 0)
  }
  return rectified ? sums.map((sum) => (sum < 0 ? 0 : sum)) : sums
}

/** What a step gives is the next one's input. */
function floats(tensor: Tensor | undefined): TypedTensor<'float32'> {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('the training step lacks an output')
  return new Tensor('float32', tensor.data, tensor.dims)
}

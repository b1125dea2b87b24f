import { gaussian } from './gaussian.ts'
import type { Matrix } from './matrix.ts'
import { type Random, randomInteger } from './random.ts'

/** Widths between input and output, as the earlier platform had them. */
const HIDDEN = [64, 32, 16, 32, 64]
const BATCH_ROWS = 128
const ADAM = { rate: 1e-3, decay1: 0.9, decay2: 0.999, epsilon: 1e-8 }

export interface AutoencoderOptions {
  /** Batches of 128 rows, drawn with replacement. */
  steps: number
  random: Random
}

/** One fully connected layer; `weights[to * inputs + from]`. All but the last are followed by ReLU. */
export interface Layer {
  inputs: number
  outputs: number
  weights: Float32Array
  biases: Float32Array
}

/** A network that reproduces ordinary rows through a narrow waist: what it reproduces badly is unusual. Scale the columns first. */
export function trainAutoencoder(matrix: Matrix, { steps, random }: AutoencoderOptions): Layer[] {
  const widths = [matrix.columns, ...HIDDEN, matrix.columns]
  const layers = HIDDEN.concat(matrix.columns).map((outputs, at) => newLayer(widths[at] ?? 0, outputs, random))
  const training = layers.map(trainingOf)
  const batch = new Float32Array(BATCH_ROWS * matrix.columns)
  for (let step = 1; step <= steps; step++) {
    for (let row = 0; row < BATCH_ROWS; row++) {
      const from = randomInteger(random, matrix.rows) * matrix.columns
      batch.set(matrix.values.subarray(from, from + matrix.columns), row * matrix.columns)
    }
    learn(layers, training, batch, step)
  }
  return layers
}

/** Mean squared error of each row's reconstruction. */
export function reconstructionErrors(layers: readonly Layer[], matrix: Matrix): Float64Array {
  const { columns } = matrix
  const errors = new Float64Array(matrix.rows)
  for (let from = 0; from < matrix.rows; from += BATCH_ROWS) {
    const rows = Math.min(BATCH_ROWS, matrix.rows - from)
    const input = matrix.values.subarray(from * columns, (from + rows) * columns)
    const output = layers.reduce((values, layer, at) => forward(layer, values, rows, at < layers.length - 1), input)
    output.forEach((value, at) => {
      const row = from + Math.floor(at / columns)
      errors[row] = (errors[row] ?? 0) + (value - (input[at] ?? 0)) ** 2 / columns
    })
  }
  return errors
}

/** He's initialization (He, Zhang, Ren, Sun 2015). */
function newLayer(inputs: number, outputs: number, random: Random): Layer {
  const spread = Math.sqrt(2 / inputs)
  const weights = Float32Array.from({ length: inputs * outputs }, () => gaussian(random) * spread)
  return { inputs, outputs, weights, biases: new Float32Array(outputs) }
}

/** Gradients and Adam's moments of one layer (Kingma, Ba 2015). */
function trainingOf({ weights, biases }: Layer) {
  const moments = (length: number) => ({
    gradient: new Float32Array(length),
    first: new Float32Array(length),
    second: new Float32Array(length),
  })
  return { weights: moments(weights.length), biases: moments(biases.length) }
}

type Training = ReturnType<typeof trainingOf>

function learn(layers: readonly Layer[], training: readonly Training[], batch: Float32Array, step: number): void {
  const activations = [batch]
  layers.forEach((layer, at) =>
    activations.push(forward(layer, activations[at] ?? batch, BATCH_ROWS, at < layers.length - 1)),
  )
  const output = activations[layers.length] ?? batch
  let gradient = output.map((value, at) => (2 * (value - (batch[at] ?? 0))) / output.length)
  for (let at = layers.length - 1; at >= 0; at--) {
    const layer = layers[at]
    const state = training[at]
    if (layer === undefined || state === undefined) continue
    gradient = backward(layer, state, activations[at] ?? batch, gradient, at > 0)
    descend(layer.weights, state.weights, step)
    descend(layer.biases, state.biases, step)
  }
}

function forward(layer: Layer, input: Float32Array, rows: number, rectified: boolean): Float32Array {
  const { inputs, outputs, weights, biases } = layer
  const result = new Float32Array(rows * outputs)
  for (let row = 0; row < rows; row++) {
    const start = row * inputs
    for (let to = 0; to < outputs; to++) {
      let sum = biases[to] ?? 0
      const base = to * inputs
      for (let from = 0; from < inputs; from++) sum += (input[start + from] ?? 0) * (weights[base + from] ?? 0)
      result[row * outputs + to] = rectified && sum < 0 ? 0 : sum
    }
  }
  return result
}

/** Fills the layer's gradients; answers the gradient at its input, cut where ReLU was closed. */
function backward(layer: Layer, state: Training, input: Float32Array, gradient: Float32Array, rectified: boolean) {
  const { inputs, outputs, weights } = layer
  const below = new Float32Array(BATCH_ROWS * inputs)
  const byWeight = state.weights.gradient.fill(0)
  const byBias = state.biases.gradient.fill(0)
  for (let row = 0; row < BATCH_ROWS; row++) {
    const start = row * inputs
    for (let to = 0; to < outputs; to++) {
      const slope = gradient[row * outputs + to] ?? 0
      if (slope === 0) continue
      byBias[to] = (byBias[to] ?? 0) + slope
      const base = to * inputs
      for (let from = 0; from < inputs; from++) {
        byWeight[base + from] = (byWeight[base + from] ?? 0) + slope * (input[start + from] ?? 0)
        below[start + from] = (below[start + from] ?? 0) + slope * (weights[base + from] ?? 0)
      }
    }
  }
  if (rectified) input.forEach((value, at) => value <= 0 && (below[at] = 0))
  return below
}

function descend(parameters: Float32Array, { gradient, first, second }: Training['weights'], step: number): void {
  const { rate, decay1, decay2, epsilon } = ADAM
  const scaled = (rate * Math.sqrt(1 - decay2 ** step)) / (1 - decay1 ** step)
  for (let at = 0; at < parameters.length; at++) {
    const slope = gradient[at] ?? 0
    const mean = decay1 * (first[at] ?? 0) + (1 - decay1) * slope
    const square = decay2 * (second[at] ?? 0) + (1 - decay2) * slope * slope
    first[at] = mean
    second[at] = square
    parameters[at] = (parameters[at] ?? 0) - (scaled * mean) / (Math.sqrt(square) + epsilon)
  }
}

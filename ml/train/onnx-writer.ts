import { ProtobufWriter } from './protobuf.ts'

/** Field numbers below are those of onnx/onnx.proto (IR version 10). */
const IR_VERSION = 10
const OPSETS = [
  { domain: '', version: 21 },
  { domain: 'ai.onnx.ml', version: 5 },
] as const

/** `Cast` to a 32-bit floating point number. */
export const FLOAT = 1
const ATTRIBUTE_TYPE = { float: 1, integer: 2, tensor: 4, integers: 7 } as const

export interface OnnxTensor {
  name: string
  shape: readonly number[]
  values: Float32Array | Uint8Array | Int8Array | Int16Array | BigInt64Array
}

export type OnnxAttribute =
  | { name: string; integer: number }
  | { name: string; float: number }
  | { name: string; integers: Iterable<number> }
  | { name: string; tensor: OnnxTensor }

export interface OnnxNode {
  operator: string
  domain?: 'ai.onnx.ml'
  inputs: readonly string[]
  outputs: readonly string[]
  attributes?: readonly OnnxAttribute[]
}

/** A float matrix of any number of rows, or one row of floats. */
type OnnxValue = { name: string; columns: number } | { name: string; length: number }

export interface OnnxGraph {
  name: string
  inputs: readonly OnnxValue[]
  outputs: readonly OnnxValue[]
  constants: readonly OnnxTensor[]
  nodes: readonly OnnxNode[]
  /** Kept inside the file as text. */
  metadata: Readonly<Record<string, string>>
}

/** The bytes of an ONNX file. */
export function writeOnnxModel(graph: OnnxGraph): Uint8Array {
  const model = new ProtobufWriter().integer(1, IR_VERSION).text(2, 'vigie').message(7, graphOf(graph))
  for (const { domain, version } of OPSETS) {
    model.message(8, new ProtobufWriter().text(1, domain).integer(2, version))
  }
  for (const [key, value] of Object.entries(graph.metadata)) {
    model.message(14, new ProtobufWriter().text(1, key).text(2, value))
  }
  return model.finish()
}

function graphOf(graph: OnnxGraph): ProtobufWriter {
  const writer = new ProtobufWriter()
  for (const node of graph.nodes) writer.message(1, nodeOf(node))
  writer.text(2, graph.name)
  for (const constant of graph.constants) writer.message(5, tensorOf(constant))
  for (const input of graph.inputs) writer.message(11, valueInfo(input))
  for (const output of graph.outputs) writer.message(12, valueInfo(output))
  return writer
}

function nodeOf(node: OnnxNode): ProtobufWriter {
  const writer = new ProtobufWriter()
  for (const input of node.inputs) writer.text(1, input)
  for (const output of node.outputs) writer.text(2, output)
  writer.text(4, node.operator)
  for (const attribute of node.attributes ?? []) writer.message(5, attributeOf(attribute))
  if (node.domain !== undefined) writer.text(7, node.domain)
  return writer
}

function attributeOf(attribute: OnnxAttribute): ProtobufWriter {
  const writer = new ProtobufWriter().text(1, attribute.name)
  if ('integer' in attribute) return writer.integer(3, attribute.integer).integer(20, ATTRIBUTE_TYPE.integer)
  if ('float' in attribute) return writer.float(2, attribute.float).integer(20, ATTRIBUTE_TYPE.float)
  if ('tensor' in attribute) return writer.message(5, tensorOf(attribute.tensor)).integer(20, ATTRIBUTE_TYPE.tensor)
  return writer.packedIntegers(8, attribute.integers).integer(20, ATTRIBUTE_TYPE.integers)
}

function tensorOf(tensor: OnnxTensor): ProtobufWriter {
  const { values } = tensor
  return new ProtobufWriter()
    .packedIntegers(1, tensor.shape)
    .integer(2, elementTypeOf(values))
    .text(8, tensor.name)
    .block(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
}

function elementTypeOf(values: OnnxTensor['values']): number {
  if (values instanceof Float32Array) return FLOAT
  if (values instanceof Uint8Array) return 2
  if (values instanceof Int8Array) return 3
  return values instanceof Int16Array ? 5 : 7
}

function valueInfo(value: OnnxValue): ProtobufWriter {
  const shape = new ProtobufWriter()
  if ('columns' in value) shape.message(1, new ProtobufWriter().text(2, 'rows'))
  const last = 'columns' in value ? value.columns : value.length
  shape.message(1, new ProtobufWriter().integer(1, last))
  const tensor = new ProtobufWriter().integer(1, FLOAT).message(2, shape)
  return new ProtobufWriter().text(1, value.name).message(2, new ProtobufWriter().message(1, tensor))
}

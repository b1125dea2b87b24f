import { ProtobufWriter } from './protobuf.ts'

/** Field numbers below are those of onnx/onnx.proto (IR version 10). */
const IR_VERSION = 10
const OPSETS = [
  { domain: '', version: 21 },
  { domain: 'ai.onnx.ml', version: 5 },
] as const

const ELEMENT_TYPE = { float: 1, uint8: 2, int64: 7 } as const
const ATTRIBUTE_TYPE = { integer: 2, tensor: 4, integers: 7 } as const

export interface OnnxTensor {
  name: string
  shape: readonly number[]
  values: Float32Array | Uint8Array
}

export type OnnxAttribute =
  | { name: string; integer: number }
  | { name: string; integers: Iterable<number> }
  | { name: string; tensor: OnnxTensor }

export interface OnnxNode {
  operator: string
  domain?: 'ai.onnx.ml'
  inputs: readonly string[]
  outputs: readonly string[]
  attributes?: readonly OnnxAttribute[]
}

export interface OnnxGraph {
  name: string
  input: { name: string; columns: number }
  output: { name: string; columns: number }
  constants: readonly OnnxTensor[]
  nodes: readonly OnnxNode[]
  /** Kept inside the file as text. */
  metadata: Readonly<Record<string, string>>
}

/** The bytes of an ONNX file whose input and output are float matrices with any number of rows. */
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
  return writer
    .message(11, matrixInfo(graph.input.name, graph.input.columns))
    .message(12, matrixInfo(graph.output.name, graph.output.columns))
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
  if ('tensor' in attribute) return writer.message(5, tensorOf(attribute.tensor)).integer(20, ATTRIBUTE_TYPE.tensor)
  return writer.packedIntegers(8, attribute.integers).integer(20, ATTRIBUTE_TYPE.integers)
}

function tensorOf(tensor: OnnxTensor): ProtobufWriter {
  const { values } = tensor
  return new ProtobufWriter()
    .packedIntegers(1, tensor.shape)
    .integer(2, values instanceof Float32Array ? ELEMENT_TYPE.float : ELEMENT_TYPE.uint8)
    .text(8, tensor.name)
    .block(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
}

/** A float matrix of `columns` columns; the number of rows is left open. */
function matrixInfo(name: string, columns: number): ProtobufWriter {
  const shape = new ProtobufWriter()
    .message(1, new ProtobufWriter().text(2, 'rows'))
    .message(1, new ProtobufWriter().integer(1, columns))
  const tensor = new ProtobufWriter().integer(1, ELEMENT_TYPE.float).message(2, shape)
  return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor))
}

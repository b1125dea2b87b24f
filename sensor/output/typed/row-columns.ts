import type { Header, Request } from '#db/model/request.ts'
import { addressBytes } from './address-bytes.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { NamedColumn } from './header.ts'

/**
 * A column of `ja4_logs.http_logs`, and how a row's value is written. Where the table says LowCardinality, the plain type stands here:
 * the store takes in a column of texts and makes a dictionary of it at half the cost of looking up each text as it reads it.
 */
interface RowColumn extends NamedColumn {
  write: (bytes: ByteWriter, row: Request) => void
}

type FieldOf<Value> = { [Name in keyof Request]: Request[Name] extends Value ? Name : never }[keyof Request]

const text = (name: FieldOf<string>): RowColumn => ({
  name,
  type: 'String',
  write: (bytes, row) => bytes.text(row[name]),
})
const address = (name: FieldOf<string>): RowColumn => ({
  name,
  type: 'IPv6',
  write: (bytes, row) => bytes.bytes(addressBytes(row[name])),
})
const flag = (name: FieldOf<boolean>): RowColumn => ({
  name,
  type: 'Bool',
  write: (bytes, row) => bytes.int8(row[name] ? 1 : 0),
})
const float = (name: FieldOf<number>): RowColumn => ({
  name,
  type: 'Float32',
  write: (bytes, row) => bytes.float32(row[name]),
})

/** Least and greatest value of each type, and how it is written. */
const INTEGERS = {
  Int8: { least: -(2 ** 7), greatest: 2 ** 7 - 1, write: (bytes: ByteWriter, value: number) => bytes.int8(value) },
  UInt8: { least: 0, greatest: 2 ** 8 - 1, write: (bytes: ByteWriter, value: number) => bytes.int8(value) },
  UInt16: { least: 0, greatest: 2 ** 16 - 1, write: (bytes: ByteWriter, value: number) => bytes.int16(value) },
  UInt32: { least: 0, greatest: 2 ** 32 - 1, write: (bytes: ByteWriter, value: number) => bytes.int32(value) },
  UInt64: { least: 0, greatest: 2 ** 53, write: (bytes: ByteWriter, value: number) => bytes.int64(value) },
  Int64: { least: -(2 ** 53), greatest: 2 ** 53, write: (bytes: ByteWriter, value: number) => bytes.int64(value) },
}
/** What the type cannot hold becomes what "unknown" is in this column. */
const integer = (name: FieldOf<number>, type: keyof typeof INTEGERS, unknown = 0): RowColumn => {
  const { least, greatest, write } = INTEGERS[type]
  return {
    name,
    type,
    write: (bytes, row) => {
      const value = row[name]
      write(bytes, value >= least && value <= greatest ? value : unknown)
    },
  }
}

const headers = (name: FieldOf<Header[]>): RowColumn => ({
  name,
  type: 'Array(Tuple(String, String))',
  write: (bytes, row) => {
    const list = row[name]
    bytes.count(list.length)
    for (const header of list) {
      bytes.text(header[0])
      bytes.text(header[1])
    }
  },
})

let lastTime = { text: '', ms: 0 }
/** Rows come many in a millisecond. */
function epochOf(text: string): number {
  if (text !== lastTime.text) lastTime = { text, ms: Date.parse(text) }
  return lastTime.ms
}

const TYPES: readonly Request['type'][] = ['request', 'connection']
const TYPED_CONTRACT = 2

/** What all rows of a connection repeat. */
export const CONNECTION_COLUMNS: readonly RowColumn[] = [
  { name: 'contract', type: "Enum8('raw' = 1, 'typed' = 2)", write: (bytes) => bytes.int8(TYPED_CONTRACT) },
  text('sensor_id'),
  text('conn_id'),
  text('transport'),
  address('src_ip'),
  integer('src_port', 'UInt16'),
  address('peer_ip'),
  integer('peer_port', 'UInt16'),
  text('client_ip_source'),
  address('dst_ip'),
  integer('dst_port', 'UInt16'),
  text('scheme'),
  float('syn_to_clienthello_ms'),
  float('clienthello_to_request_ms'),
  text('ja4_second_hello'),
  flag('correlated'),
  integer('ip_meta_ttl', 'UInt8'),
  integer('ip_meta_id', 'UInt16'),
  flag('ip_meta_df'),
  integer('ip_meta_total_length', 'UInt16'),
  integer('tcp_meta_window_size', 'UInt16'),
  integer('tcp_meta_mss', 'UInt16'),
  integer('tcp_meta_window_scale', 'Int8', -1),
  text('tcp_meta_options'),
  text('tcp_signature'),
  text('os_guess'),
  text('tls_version'),
  text('tls_sni'),
  text('tls_alpn'),
  text('ja4'),
  text('ja4_r'),
  text('ja4_o'),
  text('ja4_ro'),
  text('ja3'),
  text('ja3_hash'),
]

/** What each row says itself. */
export const REQUEST_COLUMNS: readonly RowColumn[] = [
  {
    name: 'type',
    type: "Enum8('request' = 1, 'connection' = 2)",
    write: (bytes, row) => bytes.int8(TYPES.indexOf(row.type) + 1),
  },
  { name: 'time', type: "DateTime64(3, 'UTC')", write: (bytes, row) => bytes.int64(epochOf(row.time)) },
  integer('keepalives', 'UInt32', 1),
  text('http_version'),
  text('method'),
  text('host'),
  text('path'),
  text('query_string'),
  headers('headers'),
  text('header_order_signature'),
  text('h2_fingerprint'),
  flag('truncated'),
  integer('status_code', 'UInt16'),
  integer('response_size', 'Int64', -1),
  float('duration_ms'),
  headers('response_headers'),
  text('orphan_side'),
  text('connection_state'),
  float('connection_ms'),
  integer('connection_requests', 'UInt32'),
  integer('bytes_in', 'UInt64'),
  integer('bytes_out', 'UInt64'),
]

export const ROW_COLUMNS = [...CONNECTION_COLUMNS, ...REQUEST_COLUMNS]

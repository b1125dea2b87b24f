import { CONNECTION_KEY_SIZE, CloseReason, StreamDirection, StreamScheme } from '#sensor/wire/layout.generated.ts'
import type { WireRecord } from '#sensor/wire/record.ts'
import type { Fact } from '../fact.ts'

type FactRecord = Exclude<WireRecord, { kind: 'listen' | 'not_decrypted' }>

/** `bytes` is the memory that the record's positions point into; the fact's own bytes are views of it. */
export function factOf(record: FactRecord, bytes: Buffer, clockOffset_ms: number): Fact {
  const { key_at } = record.body
  const key = bytes.toString('latin1', key_at, key_at + CONNECTION_KEY_SIZE)
  const time_ms = record.header.time_ns / 1e6 + clockOffset_ms
  switch (record.kind) {
    case 'syn': {
      const { body } = record
      return {
        kind: 'syn',
        key,
        time_ms,
        ip_meta_ttl: body.ip_meta_ttl,
        ip_meta_id: body.ip_meta_id,
        ip_meta_df: body.ip_meta_df !== 0,
        ip_meta_total_length: body.ip_meta_total_length,
        tcp_meta_window_size: body.tcp_meta_window_size,
        sequence: body.sequence,
        tcp_options: bytes.subarray(body.tcp_options_at, body.tcp_options_at + body.tcp_options_length),
      }
    }
    case 'established':
      return { kind: 'established', key, time_ms }
    case 'datagram':
      return { kind: 'datagram', key, time_ms, bytes: dataOf(record, bytes) }
    case 'segment':
      return { kind: 'segment', key, time_ms, sequence: record.body.sequence, bytes: dataOf(record, bytes) }
    case 'stream':
      return {
        kind: 'stream',
        key,
        time_ms,
        direction: record.body.direction === StreamDirection.DIRECTION_IN ? 'in' : 'out',
        scheme: record.body.scheme === StreamScheme.SCHEME_HTTPS ? 'https' : 'http',
        offset: record.body.offset,
        bytes: dataOf(record, bytes),
      }
    case 'close':
      return {
        kind: 'close',
        key,
        time_ms,
        reason: record.body.reason === CloseReason.CLOSE_RESET ? 'reset' : 'closed',
      }
  }
}

function dataOf({ data_at, header }: FactRecord, bytes: Buffer): Buffer {
  return bytes.subarray(data_at, data_at + header.data_length)
}

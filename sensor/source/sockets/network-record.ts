import { hash } from 'node:crypto'
import type { SynFacts, TlsFacts } from '#db/model/request.ts'
import type { JsonRecord } from './json-record.ts'

/** A connection as ja4sentinel tells it. */
export interface NetworkRecord {
  src_ip: string
  src_port: number
  dst_ip: string
  dst_port: number
  time_ms: number
  /** Empty when the record names none. */
  conn_id: string
  syn: SynFacts
  tls: TlsFacts
  syn_to_clienthello_ms: number
}

/** Undefined without the address and port that it would be joined by. */
export function networkRecordOf(record: JsonRecord, now_ms: number): NetworkRecord | undefined {
  const src_ip = record.address('src_ip')
  const src_port = record.port('src_port')
  if (src_ip === undefined || src_port === 0) return undefined
  const ja3 = record.text('ja3')
  return {
    src_ip,
    src_port,
    dst_ip: record.address('dst_ip') ?? '',
    dst_port: record.port('dst_port'),
    time_ms: record.time_ms(now_ms),
    conn_id: record.text('conn_id'),
    syn: {
      ip_meta_ttl: record.integer('ip_meta_ttl', 0),
      ip_meta_id: record.integer('ip_meta_id', 0),
      ip_meta_df: record.flag('ip_meta_df'),
      ip_meta_total_length: record.integer('ip_meta_total_length', 0),
      tcp_meta_window_size: record.integer('tcp_meta_window_size', 0),
      tcp_meta_mss: record.integer('tcp_meta_mss', 0),
      tcp_meta_window_scale: record.integer('tcp_meta_window_scale', -1),
      tcp_meta_options: record.list('tcp_meta_options').join(','),
      tcp_signature: record.text('tcp_signature'),
      os_guess: record.text('os_guess'),
    },
    tls: {
      tls_version: record.text('tls_version'),
      tls_sni: record.text('tls_sni'),
      tls_alpn: record.list('tls_alpn').join(','),
      ja4: record.text('ja4'),
      ja4_r: record.text('ja4_r'),
      ja4_o: record.text('ja4_o'),
      ja4_ro: record.text('ja4_ro'),
      ja3,
      ja3_hash: record.text('ja3_hash') || (ja3 === '' ? '' : hash('md5', ja3)),
    },
    syn_to_clienthello_ms: record.integer('syn_to_clienthello_ms', -1),
  }
}

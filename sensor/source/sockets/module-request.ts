import type { RawHeader, RequestHead } from '#sensor/protocol/exchange.ts'
import type { JsonRecord } from './json-record.ts'

/** A request as mod-reqin-log tells it. */
export interface ModuleRequest {
  src_ip: string
  src_port: number
  dst_ip: string
  dst_port: number
  time_ms: number
  scheme: 'http' | 'https'
  head: RequestHead
  /** As the module computed it; empty when it does not. */
  header_order_signature: string
  h2_fingerprint: string
  /** Position on its connection as told; 0 when it is not. */
  keepalives: number
}

const HEADER = /^header_(.+)$/
/** Fields that begin like a header and are none. */
const NO_HEADERS = new Set(['header_order_signature', 'header_order'])
/** SETTINGS by their identifier (RFC 9113 section 6.5.2, RFC 8441 section 3); -1 stands for absent. */
const H2_SETTINGS = [
  ['h2_header_table_size', 1],
  ['h2_enable_push', 2],
  ['h2_max_concurrent_streams', 3],
  ['h2_initial_window_size', 4],
  ['h2_max_frame_size', 5],
  ['h2_max_header_list_size', 6],
  ['h2_enable_connect_protocol', 8],
] as const

/** Undefined without the address and port that it would be joined by. */
export function moduleRequestOf(record: JsonRecord, now_ms: number): ModuleRequest | undefined {
  const src_ip = record.address('src_ip')
  const src_port = record.port('src_port')
  if (src_ip === undefined || src_port === 0) return undefined
  const dst_port = record.port('dst_port')
  const scheme = record.text('scheme').toLowerCase()
  return {
    src_ip,
    src_port,
    dst_ip: record.address('dst_ip') ?? '',
    dst_port,
    time_ms: record.time_ms(now_ms),
    scheme: scheme === 'https' || (scheme === '' && dst_port === 443) ? 'https' : 'http',
    head: headOf(record),
    header_order_signature: record.text('header_order_signature'),
    h2_fingerprint: h2FingerprintOf(record),
    keepalives: Math.max(0, record.integer('keepalives', 0)),
  }
}

function headOf(record: JsonRecord): RequestHead {
  const path = record.text('path') || record.text('uri')
  const query = (record.text('query') || record.text('query_string')).replace(/^\?/, '')
  const headers = headersOf(record)
  const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? ''
  return {
    http_version: record
      .text('http_version')
      .replace(/^HTTP\//i, '')
      .replace(/^([23])\.0$/, '$1'),
    method: bytesOf(record.text('method')),
    target: bytesOf(query === '' || path.includes('?') ? path : `${path}?${query}`),
    authority: bytesOf(record.text('host')) || host,
    headers,
    protocol: '',
    truncated: false,
  }
}

/**
 * In the order of `client_headers` where the record has it, else as the fields stand. A header that is named there without
 * its value has an empty one: that it was sent is evidence too.
 */
function headersOf(record: JsonRecord): RawHeader[] {
  const values = new Map<string, RawHeader>()
  for (const field of record.names) {
    const name = HEADER.exec(field)?.[1]
    if (name === undefined || NO_HEADERS.has(field)) continue
    values.set(canonical(name), [bytesOf(name), bytesOf(record.text(field))])
  }
  const ordered = record.list('client_headers').map((name): RawHeader => {
    const known = values.get(canonical(name))
    values.delete(canonical(name))
    return [bytesOf(name), known?.[1] ?? '']
  })
  return [...ordered, ...values.values()]
}

const canonical = (name: string) => name.toLowerCase().replaceAll('_', '-')

/** Texts from JSON in the form that parsers give: one character a byte. */
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

/** As told, else put together from its parts; empty when there is neither. */
function h2FingerprintOf(record: JsonRecord): string {
  const told = record.text('h2_fingerprint') || record.text('h2_fp')
  if (told !== '') return told
  const settings = H2_SETTINGS.flatMap(([name, id]) => {
    const value = record.integer(name, -1)
    return value < 0 ? [] : [`${id}:${value}`]
  }).join(';')
  const pseudoHeaders = record.text('h2_pseudo_order') || record.text('h2_pseudo_header_order')
  const window = Math.max(0, record.integer('h2_window_update', 0))
  const listed = record.text('h2_settings') || settings
  if (listed === '' && pseudoHeaders === '') return ''
  // That there were PRIORITY frames is told, not which.
  return [listed, window === 0 ? '00' : String(window), '0', pseudoHeaders].join('|')
}

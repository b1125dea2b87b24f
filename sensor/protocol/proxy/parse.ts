import { isIPv4, isIPv6 } from 'node:net'
import type { Parsed } from '../parsed.ts'

/** Whom the PROXY protocol names; `unknown` (v1) and LOCAL (v2) name nobody. */
export interface ProxyHeader {
  src_ip: string
  src_port: number
}

/** HAProxy's proxy-protocol.txt, section 2.1. */
const V1_PREFIX = Buffer.from('PROXY ', 'latin1')
const V1_MAX_LENGTH = 107
/** Section 2.2. */
const V2_SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex')
const V2_HEADER_LENGTH = 16
/** The addresses of a v2 header with the type-length-values that follow; what is longer is no proxy's. */
const V2_MAX_BODY = 4096
const V2_LOCAL = 0
const V2_PROXY = 1
const V2_IPV4 = 1
const V2_IPV6 = 2

export const MAX_PROXY_HEADER_LENGTH = V2_HEADER_LENGTH + V2_MAX_BODY

/** Whether a stream that begins with these bytes may begin with a PROXY header. */
export function mayBeProxyHeader(bytes: Uint8Array): boolean {
  return startsAlike(bytes, V1_PREFIX) || startsAlike(bytes, V2_SIGNATURE)
}

/** The PROXY protocol header, version 1 or 2, that the bytes begin with. `value` null: a header that names nobody. */
export function parseProxyHeader(bytes: Uint8Array): Parsed<ProxyHeader | null> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (startsAlike(buffer, V1_PREFIX)) return parseV1(buffer)
  if (startsAlike(buffer, V2_SIGNATURE)) return parseV2(buffer)
  return { state: 'malformed', reason: 'not a PROXY header' }
}

function startsAlike(bytes: Uint8Array, prefix: Buffer): boolean {
  const compared = Math.min(bytes.length, prefix.length)
  return prefix.compare(bytes, 0, compared, 0, compared) === 0
}

function parseV1(bytes: Buffer): Parsed<ProxyHeader | null> {
  const end = bytes.subarray(0, V1_MAX_LENGTH).indexOf('\r\n')
  if (end < 0) return bytes.length < V1_MAX_LENGTH ? { state: 'need_more' } : malformed('PROXY line without an end')
  const [, family = '', src_ip = '', dst_ip = '', src_port = '', dst_port = '', ...rest] = bytes
    .toString('latin1', 0, end)
    .split(' ')
  const consumed = end + 2
  if (family === 'UNKNOWN') return { state: 'complete', value: null, consumed }
  const isAddress = family === 'TCP4' ? isIPv4 : family === 'TCP6' ? isIPv6 : () => false
  if (!isAddress(src_ip) || !isAddress(dst_ip) || !isPort(src_port) || !isPort(dst_port) || rest.length > 0)
    return malformed('PROXY line with wrong addresses')
  return { state: 'complete', value: { src_ip, src_port: Number(src_port) }, consumed }
}

function parseV2(bytes: Buffer): Parsed<ProxyHeader | null> {
  if (bytes.length < V2_HEADER_LENGTH) return { state: 'need_more' }
  const version = bytes.readUInt8(12) >> 4
  const command = bytes.readUInt8(12) & 15
  const family = bytes.readUInt8(13) >> 4
  const length = bytes.readUInt16BE(14)
  if (version !== 2 || command > V2_PROXY) return malformed('PROXY header of another version or command')
  if (length > V2_MAX_BODY) return malformed('PROXY header too long')
  const consumed = V2_HEADER_LENGTH + length
  if (bytes.length < consumed) return { state: 'need_more' }
  const body = bytes.subarray(V2_HEADER_LENGTH, consumed)
  if (command === V2_LOCAL || (family !== V2_IPV4 && family !== V2_IPV6))
    return { state: 'complete', value: null, consumed }
  const size = family === V2_IPV4 ? 4 : 16
  if (body.length < 2 * size + 4) return malformed('PROXY header without its addresses')
  const value = { src_ip: addressText(body.subarray(0, size)), src_port: body.readUInt16BE(2 * size) }
  return { state: 'complete', value, consumed }
}

function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.')
  return Array.from({ length: 8 }, (_, group) => bytes.readUInt16BE(2 * group).toString(16)).join(':')
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535
}

function malformed(reason: string): { state: 'malformed'; reason: string } {
  return { state: 'malformed', reason }
}

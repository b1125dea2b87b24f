import type { ConnectionKey } from '../source/fact.ts'

export interface ConnectionAddresses {
  src_ip: string
  src_port: number
  dst_ip: string
  dst_port: number
}

const ADDRESS_LENGTH = 16
/** ::ffff:0:0/96 (RFC 4291 section 2.5.5.2). */
const MAPPED_PREFIX = '\0\0\0\0\0\0\0\0\0\0\xff\xff'

/** Both addresses as 16 bytes, IPv4 as ::ffff:a.b.c.d. */
export function connectionKeyOf(src: Uint8Array, src_port: number, dst: Uint8Array, dst_port: number): ConnectionKey {
  const key = Buffer.alloc(2 * ADDRESS_LENGTH + 4)
  key.set(src, 0)
  key.set(dst, ADDRESS_LENGTH)
  key.writeUInt16BE(src_port, 2 * ADDRESS_LENGTH)
  key.writeUInt16BE(dst_port, 2 * ADDRESS_LENGTH + 2)
  return key.toString('latin1')
}

const MAX_REMEMBERED = 4096
/** Of connections in use: each of their rows needs them, and kept with each connection they would take too much memory. */
const remembered = new Map<ConnectionKey, ConnectionAddresses>()

export function connectionAddressesOf(key: ConnectionKey): ConnectionAddresses {
  const known = remembered.get(key)
  if (known !== undefined) return known
  const addresses = readAddresses(key)
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  remembered.set(key, addresses)
  return addresses
}

function readAddresses(key: ConnectionKey): ConnectionAddresses {
  return {
    src_ip: addressText(key.slice(0, ADDRESS_LENGTH)),
    src_port: u16(key, 2 * ADDRESS_LENGTH),
    dst_ip: addressText(key.slice(ADDRESS_LENGTH, 2 * ADDRESS_LENGTH)),
    dst_port: u16(key, 2 * ADDRESS_LENGTH + 2),
  }
}

/** Whether the server was reached over IPv4. */
export function isIpv4Key(key: ConnectionKey): boolean {
  return key.startsWith(MAPPED_PREFIX, ADDRESS_LENGTH)
}

function addressText(bytes: string): string {
  if (bytes.startsWith(MAPPED_PREFIX)) return [12, 13, 14, 15].map((at) => bytes.charCodeAt(at)).join('.')
  const groups = [0, 2, 4, 6, 8, 10, 12, 14].map((at) => u16(bytes, at).toString(16))
  const run = longestZeroRun(groups)
  if (run.length < 2) return groups.join(':')
  return `${groups.slice(0, run.start).join(':')}::${groups.slice(run.start + run.length).join(':')}`
}

/** The first of the longest (RFC 5952 section 4.2). */
function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (const [at, group] of groups.entries()) {
    if (group !== '0') start = at + 1
    else if (at + 1 - start > best.length) best = { start, length: at + 1 - start }
  }
  return best
}

function u16(text: string, at: number): number {
  return text.charCodeAt(at) * 256 + text.charCodeAt(at + 1)
}

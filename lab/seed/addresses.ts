/** IPv4 blocks by class; in each, every session has an address of its own. The bundled reference data names their networks. */
interface Block {
  first: number
  /** A power of two. */
  size: number
}

const blockOf = (first: string, prefix: number): Block => ({
  first: first.split('.').reduce((number, byte) => number * 256 + Number(byte), 0),
  size: 2 ** (32 - prefix),
})

const PEOPLE = [
  '73.12.0.0',
  '90.44.0.0',
  '79.208.0.0',
  '86.140.0.0',
  '126.80.0.0',
  '82.230.0.0',
  '73.180.0.0',
  '90.90.0.0',
]
const HOSTING = ['167.99.0.0', '159.65.0.0', '51.75.0.0', '95.216.0.0']

const POOLS = {
  humans: PEOPLE.map((first) => blockOf(first, 16)),
  scanners: HOSTING.map((first) => blockOf(first, 16)),
  clusters: [...HOSTING.map((first) => blockOf(first, 16)).reverse(), blockOf('185.220.101.0', 24)],
  bots: [blockOf('66.249.64.0', 19), blockOf('157.55.39.0', 24), blockOf('40.77.167.0', 24), blockOf('17.241.0.0', 16)],
} as const satisfies Record<string, readonly Block[]>
export type Class = keyof typeof POOLS

/** Of every five people one has IPv6: a customer's /64 below a provider's prefix. */
const IPV6_EVERY = 5
const IPV6_PREFIXES = ['2a01:e0a', '2003:e4', '2600:1700'] as const
/** Odd, so that a block is gone through without repetition, and not in order. */
const STEP = 40_503
/** What a session's address is apart from that of the next in its block, and a customer's prefix likewise. */
export const ADDRESS_STEP = 2 * STEP
export const CUSTOMER_STEP = 2_654_435_761

/** How many sessions have an address in the fullest block. */
export function mostInOneBlock(sessions: Readonly<Record<Class, number>>): number {
  const kinds = ['humans', 'scanners', 'bots', 'clusters'] as const
  return Math.max(...kinds.map((kind) => Math.ceil(sessions[kind] / POOLS[kind].length)))
}

/** The n-th address of a class; scanners and clusters use one half of a block each. */
export function addressOf(kind: Class, serial: number): string {
  if (kind === 'humans' && serial % IPV6_EVERY === IPV6_EVERY - 1) return ipv6Of(Math.floor(serial / IPV6_EVERY))
  const blocks = POOLS[kind]
  const { first, size } = blocks[serial % blocks.length] ?? blocks[0]
  const place = Math.floor(serial / blocks.length) * 2 + (kind === 'clusters' ? 1 : 0)
  const number = first + ((place * STEP) % size)
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
}

function ipv6Of(serial: number): string {
  const prefix = IPV6_PREFIXES[serial % IPV6_PREFIXES.length] ?? IPV6_PREFIXES[0]
  const customer = (Math.floor(serial / IPV6_PREFIXES.length) * CUSTOMER_STEP) >>> 0
  const host = Math.imul(serial + 7, 0x9e3779b1) >>> 0
  const hex = (number: number): string => number.toString(16)
  return `${prefix}:${hex(customer >>> 16)}:${hex(customer & 0xffff)}:${hex(host >>> 16)}:${hex(host & 0xffff)}:1:${hex((serial % 65_534) + 1)}`
}

import { isIPv4 } from 'node:net'
import { plainAddress } from './plain-address.ts'

const MAPPED_BITS = 96

/** Addresses and ranges such as `10.0.0.0/8`, `2001:db8::/32` or `192.0.2.1`; looking one up costs the same for many ranges. */
export class AddressRanges {
  /** By length of the prefix. */
  readonly #ipv4 = new Map<number, Set<number>>()
  readonly #ipv6 = new Map<number, Set<bigint>>()
  readonly isEmpty: boolean

  /** Throws a sentence that names the range that cannot be read. */
  constructor(ranges: readonly string[]) {
    this.isEmpty = ranges.length === 0
    for (const range of ranges) this.#add(range)
  }

  /** `address` as rows write it. */
  includes(address: string): boolean {
    if (address.includes(':')) {
      if (this.#ipv6.size === 0) return false
      const bits = ipv6Bits(address)
      for (const [length, prefixes] of this.#ipv6) if (prefixes.has(bits >> BigInt(128 - length))) return true
      return false
    }
    const bits = ipv4Bits(address)
    for (const [length, prefixes] of this.#ipv4) if (prefixes.has(ipv4Prefix(bits, length))) return true
    return false
  }

  #add(range: string): void {
    const [text = '', lengthText, ...rest] = range.split('/')
    const address = plainAddress(text)
    const longest = isIPv4(text) ? 32 : 128
    const given = lengthText === undefined ? longest : /^\d{1,3}$/.test(lengthText) ? Number(lengthText) : NaN
    // A range of mapped addresses is one of IPv4.
    const length = address !== undefined && isIPv4(address) && longest === 128 ? given - MAPPED_BITS : given
    if (address === undefined || !(given <= longest) || length < 0 || rest.length > 0)
      throw new Error(`${range}: not an address range; write 10.0.0.0/8, 2001:db8::/32 or 192.0.2.1`)
    if (isIPv4(address)) addTo(this.#ipv4, length, ipv4Prefix(ipv4Bits(address), length))
    else addTo(this.#ipv6, length, ipv6Bits(address) >> BigInt(128 - length))
  }
}

function addTo<Bits>(prefixes: Map<number, Set<Bits>>, length: number, prefix: Bits): void {
  const known = prefixes.get(length)
  if (known === undefined) prefixes.set(length, new Set([prefix]))
  else known.add(prefix)
}

function ipv4Bits(address: string): number {
  return address.split('.').reduce((bits, part) => bits * 256 + Number(part), 0)
}

function ipv4Prefix(bits: number, length: number): number {
  return Math.floor(bits / 2 ** (32 - length))
}

function ipv6Bits(address: string): bigint {
  const [before = '', after] = address.split('::')
  const groupsOf = (part: string): string[] =>
    part === '' ? [] : part.split(':').map((group) => group.padStart(4, '0'))
  const left = groupsOf(before)
  const right = groupsOf(after ?? '')
  const zeros = '0000'.repeat(8 - left.length - right.length)
  return BigInt(`0x${left.join('')}${zeros}${right.join('')}`)
}

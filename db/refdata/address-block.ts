import { isIP } from 'node:net'

/** Addresses that share their first bits. */
export interface AddressBlock {
  family: 4 | 6
  /** Its first address as a number. */
  first: bigint
  bits: number
}

const WIDTH = { 4: 32, 6: 128 } as const

/** `192.0.2.0/24`, `2001:db8::/32`, or one address alone; undefined when it is neither. */
export function parseBlock(text: string): AddressBlock | undefined {
  const slash = text.indexOf('/')
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash))
  if (!address) return undefined
  const { family, value } = address
  const width = WIDTH[family]
  const length = slash < 0 ? String(width) : text.slice(slash + 1)
  const bits = Number(length)
  if (!/^\d{1,3}$/.test(length) || bits > width) return undefined
  const rest = BigInt(width - bits)
  return { family, first: (value >> rest) << rest, bits }
}

export function parseAddress(text: string): { family: 4 | 6; value: bigint } | undefined {
  switch (isIP(text)) {
    case 4:
      return { family: 4, value: BigInt(text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)) }
    case 6:
      return fromIpv6(text)
    default:
      return undefined
  }
}

/** A mapped address is the IPv4 address that it stands for. */
function fromIpv6(text: string): { family: 4 | 6; value: bigint } | undefined {
  if (text.includes('%')) return undefined
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)
  const hex = (high: string | undefined, low: string | undefined) => (Number(high) * 256 + Number(low)).toString(16)
  const plain = dotted ? `${dotted[1]}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}` : text
  const [head = '', tail] = plain.split('::')
  const groups = (part: string | undefined) => (part ? part.split(':') : [])
  const left = groups(head)
  const right = groups(tail)
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0')
  const digits = [...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join('')
  const value = BigInt(`0x${digits}`)
  return value >> 32n === 0xffffn ? { family: 4, value: value & 0xffff_ffffn } : { family: 6, value }
}

export function blockText({ family, first, bits }: AddressBlock): string {
  return `${family === 4 ? ipv4Text(first) : ipv6Text(first)}/${bits}`
}

function ipv4Text(value: bigint): string {
  const number = Number(value)
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')
}

/** Blocks end in zeros, so only these are shortened. */
function ipv6Text(value: bigint): string {
  const digits = value.toString(16).padStart(32, '0')
  const groups = (digits.match(/.{4}/g) ?? []).map((group) => group.replace(/^0{1,3}/, ''))
  while (groups.at(-1) === '0') groups.pop()
  return groups.length === 8 ? groups.join(':') : `${groups.join(':')}::`
}

export function contains(outer: AddressBlock, inner: AddressBlock): boolean {
  if (outer.family !== inner.family || outer.bits > inner.bits) return false
  const rest = BigInt(WIDTH[outer.family] - outer.bits)
  return outer.first >> rest === inner.first >> rest
}

export function overlaps(one: AddressBlock, other: AddressBlock): boolean {
  return contains(one, other) || contains(other, one)
}

/** The fewest blocks that hold exactly the addresses from the first to the last. */
export function blocksOfRange(firstText: string, lastText: string): AddressBlock[] | undefined {
  const from = parseAddress(firstText)
  const to = parseAddress(lastText)
  if (from === undefined || from.family !== to?.family || from.value > to.value) return undefined
  const blocks: AddressBlock[] = []
  const width = WIDTH[from.family]
  for (let first = from.value; first <= to.value;) {
    let size = 0
    while (size < width && (first >> BigInt(size)) % 2n === 0n && first + (2n << BigInt(size)) - 1n <= to.value) size++
    blocks.push({ family: from.family, first, bits: width - size })
    first += 1n << BigInt(size)
  }
  return blocks
}

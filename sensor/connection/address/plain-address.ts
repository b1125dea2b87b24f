import { isIPv4, isIPv6 } from 'node:net'

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i
/** How a normalized mapped address ends. */
const MAPPED_GROUPS = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/

/** The address as rows write it: IPv4 also where it came mapped into IPv6; undefined when it is none. */
export function plainAddress(text: string): string | undefined {
  const mapped = MAPPED.exec(text)?.[1]
  if (mapped !== undefined) return isIPv4(mapped) ? mapped : undefined
  if (isIPv4(text)) return text
  // A zone names an interface of the one who wrote it.
  if (!isIPv6(text) || text.includes('%')) return undefined
  const plain = new URL(`http://[${text}]`).hostname.slice(1, -1)
  const [, high, low] = MAPPED_GROUPS.exec(plain) ?? []
  return high === undefined || low === undefined ? plain : ipv4Of(parseInt(high, 16), parseInt(low, 16))
}

function ipv4Of(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

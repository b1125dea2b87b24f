import { isIP, type BlockList } from 'node:net'

/** Carries the socket's own peer from the server to us; whatever a client sends under this name is overwritten. */
export const PEER_HEADER = 'x-vigie-peer'
export const UNKNOWN_ADDRESS = 'unknown'

/**
 * The nearest address that is not one of our proxies. Read from the right, because everything to the left of
 * the first stranger is the stranger's own word.
 */
export function clientAddressOf(
  headers: Headers,
  trusted: BlockList,
  proxy_header: 'x-forwarded-for' | 'forwarded' = 'x-forwarded-for',
): string {
  let client = plainAddress(headers.get(PEER_HEADER) ?? '')
  if (client === undefined) return UNKNOWN_ADDRESS
  const told = headers.get(proxy_header) ?? ''
  const hops = proxy_header === 'forwarded' ? forwardedFor(told) : told.split(',')
  for (const hop of hops.reverse()) {
    if (!trusted.check(client, isIP(client) === 6 ? 'ipv6' : 'ipv4')) return client
    const before = plainAddress(hop)
    // Not an address: the chain ends with the last proxy that named itself.
    if (before === undefined) return client
    client = before
  }
  return client
}

/** The `for` members of a Forwarded header, in order (RFC 7239, section 4). */
function forwardedFor(header: string): string[] {
  return header.split(',').map((element) => /(?:^|;)\s*for=("?)([^";,]*)\1/i.exec(element)?.[2] ?? '')
}

/** Without port, brackets or the IPv6 mapping of an IPv4 address. */
function plainAddress(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(bare) === 0 || bare.includes('%') ? undefined : bare
}

/** The /24 or /56 that an address shares with its neighbours: what one attacker can easily change addresses within. */
export function neighbourhoodOf(address: string): string {
  if (isIP(address) === 4) return address.split('.').slice(0, 3).join('.')
  if (isIP(address) !== 6) return address
  const [head = '', tail = ''] = address.toLowerCase().split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const missing = address.includes('::') ? 8 - left.length - right.length : 0
  const groups = [...left, ...Array.from({ length: Math.max(missing, 0) }, () => '0'), ...right]
  const padded = groups.slice(0, 4).map((group) => group.padStart(4, '0'))
  return padded.join('').slice(0, 14)
}

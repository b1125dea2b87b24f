import type { RawHeader } from '../../protocol/exchange.ts'
import type { Client } from './client.ts'
import type { AddressRanges } from './ranges.ts'
import { hopsOfForwarded, hopsOfXForwardedFor } from './forwarded.ts'
import type { Hop } from './forwarded.ts'

/**
 * The client of one request. A trusted proxy tells whom it forwards for: the hops are followed from the nearest one
 * as long as each is trusted itself; the first that is not is the client, for what stands further left is that client's own word.
 * X-Forwarded-For goes before Forwarded: a proxy that writes one of them often lets the client's other one pass.
 */
export function resolveClient(
  nearest: Client,
  headers: readonly RawHeader[],
  trusted: AddressRanges,
  count: (counter: string) => void,
): Client {
  if (!trusted.includes(nearest.src_ip)) return nearest
  const valuesOf = (wanted: string) =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value)
  const listed = valuesOf('x-forwarded-for')
  if (listed.length > 0) return followHops(nearest, hopsOfXForwardedFor(listed), 'x_forwarded_for', trusted, count)
  return followHops(nearest, hopsOfForwarded(valuesOf('forwarded')), 'forwarded', trusted, count)
}

function followHops(
  nearest: Client,
  hops: readonly Hop[],
  client_ip_source: Client['client_ip_source'],
  trusted: AddressRanges,
  count: (counter: string) => void,
): Client {
  let client = nearest
  for (const { address, port } of hops.toReversed()) {
    if (address === undefined) {
      count('unreadable_forwarded_hops')
      break
    }
    client = { src_ip: address, src_port: port, client_ip_source }
    if (!trusted.includes(address)) break
  }
  return client
}

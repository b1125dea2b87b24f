/** What the laboratory's account, a server's log and the store all know of a request. */
export interface Comparable {
  src_ip: string
  /** Null when the client did not show it. */
  src_port: number | null
  dst_ip: string
  dst_port: number
  scheme: string
  http_version: string
  method: string
  host: string
  target: string
}

export interface Reconciled<A, B> {
  pairs: [A, B][]
  missing: A[]
  surplus: B[]
}

function keyOf(request: Comparable): string {
  const { src_ip, dst_ip, dst_port, scheme, http_version, method, host, target } = request
  return JSON.stringify([src_ip, dst_ip, dst_port, scheme, http_version, method, host, target])
}

/**
 * Pairs every expected request with one that was found, each used once; requests alike in everything are
 * interchangeable. Those that know their port choose first.
 */
export function reconcile<A extends Comparable, B extends Comparable>(
  expected: readonly A[],
  found: readonly B[],
): Reconciled<A, B> {
  const waiting = new Map<string, B[]>()
  for (const one of found) {
    const key = keyOf(one)
    const same = waiting.get(key)
    if (same === undefined) waiting.set(key, [one])
    else same.push(one)
  }
  const pairs: [A, B][] = []
  const missing: A[] = []
  const byPort = [...expected].sort((a, b) => Number(a.src_port === null) - Number(b.src_port === null))
  for (const one of byPort) {
    const same = waiting.get(keyOf(one)) ?? []
    const at = same.findIndex((candidate) => one.src_port === null || candidate.src_port === one.src_port)
    const [match] = at === -1 ? [] : same.splice(at, 1)
    if (match === undefined) missing.push(one)
    else pairs.push([one, match])
  }
  return { pairs, missing, surplus: [...waiting.values()].flat() }
}

import { describe, expect, test } from 'vitest'
import { machinesOf, topologyOf } from './network/topology.ts'
import { largeHeaders, planVisits } from './plan.ts'
import { randomOf } from './random.ts'

const topology = topologyOf({ machines: 450, client_namespaces: 4 })
const options = { http_ratio: 0.3, tls_versions: ['1.2', '1.3'] as const }
const planned = (seed: number, hits: number) => planVisits(hits, topology, options, randomOf(seed))

describe('a plan', () => {
  test.each([0, 1, 7, 500])('makes exactly %i requests', (hits) => {
    expect(planned(1, hits).reduce((sum, visit) => sum + visit.requests.length, 0)).toBe(hits)
  })

  test('is the same for the same seed, and another for another', () => {
    expect(planned(5, 100)).toEqual(planned(5, 100))
    expect(planned(5, 100)).not.toEqual(planned(6, 100))
  })

  test('speaks HTTP/2 over TLS alone', () => {
    expect(planned(2, 2000).filter((visit) => visit.http_version === '2' && visit.scheme === 'http')).toEqual([])
  })

  test('drives every client from every network stack', () => {
    const seen = new Set(planned(3, 5000).map((visit) => `${visit.client} ${visit.machine.namespace}`))
    expect(seen.size).toBe(7 * 4)
  })

  test('has header sets of about 12 KB', () => {
    const size = largeHeaders(randomOf(1)).reduce((sum, header) => sum + header.join(': ').length + 2, 0)
    expect(size).toBeGreaterThan(12_000)
    expect(size).toBeLessThan(14_000)
  })
})

describe('addresses', () => {
  test("are one of each family per machine, none twice, none a server's", () => {
    const machines = machinesOf(topology)
    const addresses = [...machines, ...Object.values(topology.servers)].flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6])
    expect(machines).toHaveLength(450)
    expect(new Set(addresses).size).toBe(addresses.length)
  })
})

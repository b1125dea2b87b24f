import type { Header } from '#db/model/request.ts'
import { COUNTED_CLIENTS, type CountedClient, type PlannedRequest, type Visit } from './client/visit.ts'
import { machinesOf, type ServerName, type Topology } from './network/topology.ts'
import { largeHeaders } from './plan.ts'
import type { Random } from './random.ts'
import { HOSTS } from './server/hosts.ts'
import { SERVERS } from './server/servers.ts'

const FORM: Header = ['Content-Type', 'application/x-www-form-urlencoded']

interface Way {
  scheme: 'http' | 'https'
  http_version: '1.1' | '2'
  tls_version: '1.2' | '1.3'
}

/** Every way in which a client can reach a server. */
function waysOf(client: CountedClient, server: ServerName): Way[] {
  const { speaks } = SERVERS[server]
  if (client === 'node-http2')
    return !speaks.includes('h2') ? [] : [{ scheme: 'https', http_version: '2', tls_version: '1.3' }]
  const ways: Way[] = [
    { scheme: 'http', http_version: '1.1', tls_version: '1.2' },
    { scheme: 'https', http_version: '1.1', tls_version: '1.2' },
    { scheme: 'https', http_version: '1.1', tls_version: '1.3' },
  ]
  return client === 'curl' && speaks.includes('h2')
    ? [...ways, { scheme: 'https', http_version: '2', tls_version: '1.3' }]
    : ways
}

/** A page, a form with a body, and a page with a 12 KB header set, each with a target of its own. */
function requestsOf(visit_id: number, random: Random): PlannedRequest[] {
  return [
    { method: 'GET', target: `/about.html?n=${visit_id}-1`, headers: [], body: '' },
    { method: 'POST', target: `/login?n=${visit_id}-2`, headers: [FORM], body: `user=u${visit_id}&password=secret` },
    { method: 'GET', target: `/?n=${visit_id}-3`, headers: largeHeaders(random), body: '' },
  ]
}

/** Every client by every way to the servers from IPv4 and IPv6 addresses: what the product must not lose. */
export function testMatrixOf(
  topology: Topology,
  random: Random,
  servers: readonly ServerName[] = ['nginx', 'apache'],
): Visit[] {
  const machines = machinesOf(topology)
  const visits: Visit[] = []
  for (const server of servers)
    for (const family of [4, 6] as const)
      for (const client of COUNTED_CLIENTS)
        for (const way of waysOf(client, server)) {
          const visit_id = visits.length + 1
          const machine = machines[visit_id % machines.length]
          if (machine === undefined) throw new Error('the laboratory has no client machine')
          const multiplexed = way.http_version === '2' && visit_id % 2 === 0
          const requests = requestsOf(visit_id, random)
          visits.push({
            visit_id,
            machine,
            family,
            server,
            host: HOSTS[server][0],
            client,
            multiplexed,
            requests,
            ...way,
          })
        }
  return visits
}

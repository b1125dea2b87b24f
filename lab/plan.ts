import type { Header } from '#db/model/request.ts'
import {
  COUNTED_CLIENTS,
  type BrowserVisit,
  type Journey,
  type PlannedRequest,
  type TlsVersion,
  type Visit,
} from './client/visit.ts'
import { machinesOf, type ServerName, type Topology } from './network/topology.ts'
import type { Random } from './random.ts'
import { HOSTS } from './server/hosts.ts'
import { siteMapOf } from './server/site.ts'

export interface PlanOptions {
  /** Share of visits over plain HTTP. */
  http_ratio: number
  tls_versions: readonly [TlsVersion, ...TlsVersion[]]
}

const IPV6_SHARE = 0.35
const HTTP2_SHARE = 0.5
const LARGE_HEADERS_SHARE = 0.04
const MISSING = ['/wp-login.php', '/.env', '/admin/', '/backup.zip', '/api/v1/users'] as const

function journeyOf(visit_id: number, topology: Topology, options: PlanOptions, random: Random): Journey {
  const machines = machinesOf(topology)
  const machine = machines[random.below(machines.length)]
  if (machine === undefined) throw new Error('the laboratory has no client machine')
  const server = random.pick<ServerName>(['nginx', 'apache'])
  return {
    visit_id,
    machine,
    family: random.next() < IPV6_SHARE ? 6 : 4,
    server,
    host: random.pick<string>(HOSTS[server]),
    scheme: random.next() < options.http_ratio ? 'http' : 'https',
    tls_version: random.pick(options.tls_versions),
  }
}

/** A header set of about 12 KB, as a site with many cookies makes it. */
export function largeHeaders(random: Random): Header[] {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
  const value = (length: number): string => Array.from({ length }, () => letters[random.below(36)]).join('')
  const cookies = Array.from({ length: 40 }, (_, at) => `c${at}=${value(140)}`).join('; ')
  const own = Array.from({ length: 24 }, (_, at): Header => [`X-Trace-${at}`, value(250)])
  return [['Accept', 'text/html, */*;q=0.8'], ['Cookie', cookies], ...own]
}

function requestOf(server: ServerName, random: Random): PlannedRequest {
  const site = siteMapOf(server)
  const draw = random.next()
  const headers = random.next() < LARGE_HEADERS_SHARE ? largeHeaders(random) : []
  if (draw < 0.12) {
    const body = `user=user${random.below(1000)}&password=${random.below(1e9)}`
    const form: Header = ['Content-Type', 'application/x-www-form-urlencoded']
    return { method: 'POST', target: random.pick(site.forms), headers: [form, ...headers], body }
  }
  if (draw < 0.17) return { method: 'HEAD', target: random.pick(site.pages), headers, body: '' }
  if (draw < 0.27) return { method: 'GET', target: random.pick(MISSING), headers, body: '' }
  if (draw < 0.4) return { method: 'GET', target: random.pick(site.assets), headers, body: '' }
  const query = random.next() < 0.3 ? `?page=${random.below(50)}&sort=price%20up` : ''
  return { method: 'GET', target: `${random.pick(site.pages)}${query}`, headers, body: '' }
}

/** Visits that together make exactly `hits` requests. */
export function planVisits(hits: number, topology: Topology, options: PlanOptions, random: Random): Visit[] {
  const visits: Visit[] = []
  let left = hits
  while (left > 0) {
    const journey = journeyOf(visits.length + 1, topology, options, random)
    const client = random.pick(COUNTED_CLIENTS)
    const secure = journey.scheme === 'https'
    const mayHttp2 = secure && client === 'curl' && random.next() < HTTP2_SHARE
    const http_version = client === 'node-http2' || mayHttp2 ? '2' : '1.1'
    const count = Math.min(left, 1 + random.below(9))
    left -= count
    visits.push({
      ...journey,
      // HTTP/2 is spoken over TLS alone.
      scheme: client === 'node-http2' ? 'https' : journey.scheme,
      client,
      http_version,
      multiplexed: http_version === '2' && random.next() < 0.5,
      requests: Array.from({ length: count }, () => requestOf(journey.server, random)),
    })
  }
  return visits
}

export function planBrowserVisits(
  count: number,
  topology: Topology,
  options: PlanOptions,
  random: Random,
): BrowserVisit[] {
  return Array.from({ length: count }, (_, at) => {
    const journey = journeyOf(100_000 + at, topology, options, random)
    const { pages } = siteMapOf(journey.server)
    const opened = Array.from({ length: 1 + random.below(3) }, () => random.pick(pages))
    return { ...journey, client: 'chromium', pages: opened, think_ms: 200 + random.below(600) }
  })
}

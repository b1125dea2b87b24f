import type { Request } from '#db/model/request.ts'
import { randomOf, type Random } from '#lab/random.ts'
import { connectionRowOf, requestRowOf, type ConnectionFacts } from '#sensor/connection/finish.ts'
import { tlsFactsOf } from '#sensor/fingerprint/tls-facts.ts'
import { newExchange } from '#sensor/protocol/exchange.ts'
import { makeOf, type Make } from './store-clients.ts'

const HOSTS = ['shop.example', 'www.shop.example', 'blog.example', 'api.example', 'intranet.example'] as const
const MEAN_REQUESTS = 22
const FORMS = ['/login', '/search', '/contact'] as const

interface Visit {
  make: Make
  user_agent: string
  src_ip: string
  host: string
  cookie: string
}

/**
 * Rows as the sensor writes them, in the order of time: browsers with pages and their pictures, tools that try one path after the other.
 * About 22 requests a session; the same seed makes the same traffic but for its time.
 */
export function trafficOf(rows: number, { seed, from_ms, to_ms }: { seed: number; from_ms: number; to_ms: number }) {
  const random = randomOf(seed)
  const all: Request[] = []
  while (all.length < rows) all.push(...visitRows(from_ms + random.next() * (to_ms - from_ms), random))
  return all.slice(0, rows).sort((a, b) => (a.time < b.time ? -1 : 1))
}

function visitRows(begin_ms: number, random: Random): Request[] {
  const make = makeOf(random)
  const visit: Visit = {
    make,
    user_agent: random.pick(make.user_agents),
    src_ip: addressOf(random),
    host: random.pick(HOSTS),
    cookie: hexOf(16, random),
  }
  const rows: Request[] = []
  let now_ms = begin_ms
  for (let left = 1 + random.below(2 * MEAN_REQUESTS); left > 0;) {
    const carried = Math.min(left, 1 + random.below(visit.make.keepalives))
    const facts = factsOf(visit, random)
    for (let keepalives = 1; keepalives <= carried; keepalives++) {
      const kind = make.h2_fingerprint === '' || keepalives % 6 === 1 ? 'document' : 'asset'
      now_ms += kind === 'document' ? random.next() * 9000 : random.next() * 80
      rows.push(requestOf(visit, facts, { kind, keepalives, now_ms: Math.floor(now_ms) }, random))
    }
    if (random.next() < 0.05) rows.push(bareConnection(facts, now_ms, carried, random))
    left -= carried
  }
  return rows
}

function addressOf(random: Random): string {
  if (random.next() < 0.3)
    return `2001:db8:${random.below(65_536).toString(16)}:${random.below(65_536).toString(16)}::1`
  return `${20 + random.below(180)}.${random.below(256)}.${random.below(256)}.${1 + random.below(254)}`
}

const hexOf = (digits: number, random: Random): string =>
  Array.from({ length: digits }, () => random.below(16).toString(16)).join('')

function shuffled(values: readonly number[], random: Random): number[] {
  return values
    .map((value) => ({ value, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value)
}

function factsOf({ make, src_ip, host }: Visit, random: Random): ConnectionFacts {
  const src_port = 1024 + random.below(64_000)
  const extensions = make.shuffles ? shuffled(make.hello.extensions, random) : make.hello.extensions
  const ip_meta_ttl = make.ttl - random.below(24)
  return {
    sensor_id: 'web-1',
    conn_id: `9f3c21d07ab4-${(random.below(2 ** 28) + 1).toString(36)}`,
    peer: { src_ip, src_port, dst_ip: '198.51.100.10', dst_port: 443 },
    client: { src_ip, src_port, client_ip_source: '' },
    scheme: 'https',
    h2_fingerprint: make.h2_fingerprint,
    syn: {
      ip_meta_ttl,
      ip_meta_id: make.ttl === 64 ? random.below(65_536) : random.below(4096),
      ip_meta_df: true,
      ip_meta_total_length: 60,
      tcp_meta_window_size: make.tcp_meta_window_size,
      tcp_meta_mss: random.next() < 0.9 ? 1460 : 1400,
      tcp_meta_window_scale: make.ttl === 64 ? 7 : 8,
      tcp_meta_options: make.tcp_meta_options,
      tcp_signature: `4:${ip_meta_ttl}+${make.ttl - ip_meta_ttl}:0:1460:mss*44,7:${make.tcp_meta_options.toLowerCase()}:df,id+:0`,
      os_guess: make.os_guess,
    },
    tls: tlsFactsOf({ ...make.hello, extensions, server_name: host }),
    ja4_second_hello: '',
    syn_to_clienthello_ms: Math.floor(5000 + random.next() * 90_000) / 1000,
    clienthello_to_request_ms: Math.floor(9000 + random.next() * 150_000) / 1000,
    correlated: true,
  }
}

function requestOf(
  visit: Visit,
  facts: ConnectionFacts,
  { kind, keepalives, now_ms }: { kind: 'document' | 'asset'; keepalives: number; now_ms: number },
  random: Random,
): Request {
  const { make, host, user_agent, cookie } = visit
  const isTool = make.h2_fingerprint === ''
  const isForm = !isTool && kind === 'document' && random.next() < 0.05
  const page = `/products/${1 + random.below(2000)}.html`
  const target = isTool
    ? `/${hexOf(2, random)}/${random.pick(['admin', 'backup', 'index', 'wp-login'])}.php?id=${random.below(9999)}`
    : kind === 'asset'
      ? `/assets/pictures/${random.below(4000)}.webp`
      : isForm
        ? random.pick(FORMS)
        : page
  const headers = make.headersOf(user_agent, kind)
  if (!isTool && keepalives > 1) headers.push(['referer', `https://${host}${page}`])
  if (!isTool) headers.push(['cookie', `hmac:${cookie}`])
  const exchange = newExchange(
    {
      http_version: isTool ? '1.1' : '2',
      method: isForm ? 'POST' : 'GET',
      target,
      authority: host,
      headers,
      protocol: '',
      truncated: false,
    },
    now_ms,
  )
  exchange.status_code = isTool ? (random.next() < 0.8 ? 404 : 200) : random.next() < 0.97 ? 200 : 304
  exchange.response_headers = [['content-type', kind === 'asset' ? 'image/webp' : 'text/html; charset=utf-8']]
  exchange.response_size = isTool ? 548 : 800 + random.below(60_000)
  exchange.answered_ms = now_ms + Math.floor(400 + random.next() * 60_000) / 1000
  exchange.done = true
  return requestRowOf(facts, exchange, keepalives, undefined)
}

function bareConnection(facts: ConnectionFacts, now_ms: number, requests: number, random: Random): Request {
  return connectionRowOf(facts, Math.floor(now_ms), {
    connection_state: random.pick(['requests', 'tls_only', 'half_open', 'scan']),
    connection_ms: random.below(9000),
    connection_requests: requests,
    bytes_in: random.below(9000),
    bytes_out: random.below(90_000),
  })
}

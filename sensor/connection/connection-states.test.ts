import { describe, expect, test } from 'vitest'
import type { Request } from '#db/model/request.ts'
import type { Fact } from '../source/fact.ts'
import { AddressRanges } from './address/ranges.ts'
import { connectionKeyOf } from './connection-key.ts'
import { ConnectionTable } from './connection-table.ts'
import type { ConnectionTableOptions } from './connection-table.ts'
import { tableOptions } from './table-options.builder.ts'

const mapped = (...bytes: number[]) => Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, ...bytes])
const keyOf = (port: number, last = 7) => connectionKeyOf(mapped(192, 0, 2, last), port, mapped(198, 51, 100, 1), 443)
const KEY = keyOf(50_000)
const HELLO = Buffer.from(`160301002d010000290303${'07'.repeat(32)}00000213010100`, 'hex')
const GET = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n'

function open(options: Partial<ConnectionTableOptions> = {}) {
  const rows: Request[] = []
  const table = new ConnectionTable(tableOptions({ connectionRows: 'unusual', responses: false, ...options }), (row) =>
    rows.push(row),
  )
  const offsets = { in: 0, out: 0 }
  const say = (text: string, time_ms = 10, scheme: 'http' | 'https' = 'http', direction: 'in' | 'out' = 'in') => {
    const bytes = Buffer.from(text, 'latin1')
    table.handle({ kind: 'stream', key: KEY, time_ms, direction, scheme, offset: offsets[direction], bytes })
    offsets[direction] += bytes.length
  }
  return { table, rows, say }
}

const syn = (time_ms = 0, key = KEY, sequence = 1000): Fact => ({
  kind: 'syn',
  key,
  time_ms,
  ip_meta_ttl: 64,
  ip_meta_id: 1,
  ip_meta_df: true,
  ip_meta_total_length: 60,
  tcp_meta_window_size: 64_240,
  sequence,
  tcp_options: Buffer.from('020405b40402080a000000010000000001030307', 'hex'),
})
const established = (time_ms = 1, key = KEY): Fact => ({ kind: 'established', key, time_ms })
const close = (time_ms: number, key = KEY): Fact => ({ kind: 'close', key, time_ms, reason: 'closed' })
const segment = (time_ms: number, bytes: Uint8Array = HELLO, sequence = 1001): Fact => ({
  kind: 'segment',
  key: KEY,
  time_ms,
  sequence,
  bytes,
})

describe('a connection without a request has a row of its own', () => {
  test('slowloris: ten seconds after connecting, once, though it stays open and closes later', () => {
    const { table, rows, say } = open()
    table.handle(syn(0))
    table.handle(established())
    say('GET / HTTP/1.1\r\nX-a: b\r\n', 5000)
    table.tick(9999)
    expect(rows).toHaveLength(0)
    table.tick(10_000)
    table.tick(20_000)
    table.handle(close(30_000))
    table.finish()
    expect(rows).toMatchObject([
      { type: 'connection', connection_state: 'slowloris', src_ip: '192.0.2.7', bytes_in: 24, os_guess: 'Linux' },
    ])
  })

  test('half_open: a SYN whose handshake did not end in time; a repeated SYN does not make it younger', () => {
    const { table, rows } = open()
    table.handle(syn(0))
    table.handle(syn(7000))
    table.tick(9999)
    expect(rows).toHaveLength(0)
    table.tick(10_000)
    expect(rows).toMatchObject([{ connection_state: 'half_open', connection_ms: 0, tcp_meta_mss: 1460 }])
  })

  test('tls_only: a ClientHello and no request', () => {
    const { table, rows } = open()
    table.handle(syn(0))
    table.handle(established())
    table.handle(segment(5))
    table.handle(close(50))
    table.finish()
    expect(rows).toMatchObject([
      {
        connection_state: 'tls_only',
        tls_version: '1.2',
        syn_to_clienthello_ms: 5,
        connection_ms: 50,
        correlated: true,
      },
    ])
  })

  test('scan: opened and closed in silence', () => {
    const { table, rows } = open()
    table.handle(syn(0))
    table.handle(established())
    table.handle(close(3))
    table.finish()
    expect(rows).toMatchObject([{ connection_state: 'scan', bytes_in: 0, connection_ms: 3 }])
  })

  test.each(['SSH-2.0-x\r\n', '\u0000\u0001\u0002', '\u0016\u0003'])('not_http: %j', (text) => {
    const { table, rows, say } = open()
    table.handle(syn(0))
    say(text)
    table.handle(close(20))
    table.finish()
    expect(rows).toMatchObject([{ connection_state: 'not_http', bytes_in: text.length }])
  })

  test('upgraded: its bytes are counted, not read', () => {
    const { table, rows, say } = open({ responses: true })
    table.handle(syn(0))
    say('GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    say('HTTP/1.1 101 Yes\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', 11, 'http', 'out')
    say(GET, 12)
    say('x'.repeat(5000), 13, 'http', 'out')
    table.handle(close(20))
    table.finish()
    expect(rows).toMatchObject([
      { type: 'request', path: '/ws', status_code: 101 },
      { type: 'connection', connection_state: 'upgraded', connection_requests: 1, bytes_in: 93, bytes_out: 5061 },
    ])
  })

  test('none of this for one that was there before, nor where rows of connections are not wanted', () => {
    const { table, rows } = open()
    table.handle({ kind: 'stream', key: KEY, time_ms: 0, direction: 'in', scheme: 'http', offset: 900, bytes: HELLO })
    table.tick(11_000)
    table.handle(close(12_000))
    const none = open({ connectionRows: 'none' })
    none.table.handle(syn(0))
    for (const each of [table, none.table]) each.finish()
    expect([...rows, ...none.rows]).toEqual([])
  })

  test('an ordinary one only where all are wanted', () => {
    const ordinary = (connectionRows: 'all' | 'unusual') => {
      const { table, rows, say } = open({ connectionRows })
      table.handle(syn(0))
      say(GET)
      table.handle(close(20))
      table.finish()
      return rows.map(({ type, connection_state }) => `${type} ${connection_state}`)
    }
    expect(ordinary('unusual')).toEqual(['request '])
    expect(ordinary('all')).toEqual(['request ', 'connection requests'])
  })
})

test('what is kept of a fact is a copy: the memory of the next record is the same', () => {
  const { table, rows } = open()
  const options = Buffer.from('020405b4', 'hex')
  const first = syn(0)
  if (first.kind === 'syn') table.handle({ ...first, tcp_options: options })
  options.fill(1)
  table.handle(established())
  const piece = (text: string, offset: number) => {
    const bytes = Buffer.from(text)
    table.handle({ kind: 'stream', key: KEY, time_ms: 5, direction: 'in', scheme: 'http', offset, bytes })
    bytes.fill(0)
  }
  // The first letters of the HTTP/2 preface, and then another method.
  const text = 'PROPFIND /kept HTTP/1.1\r\n\r\n'
  for (let at = 0; at < text.length; at += 1) piece(text.charAt(at), at)
  expect(rows).toMatchObject([{ method: 'PROPFIND', path: '/kept', tcp_meta_mss: 1460 }])
})

test('a flood of SYNs pushes out SYNs, and no connection', () => {
  const { table, rows, say } = open({ maxConnections: 10 })
  table.handle(syn(0))
  say(GET)
  for (let port = 1; port <= 1000; port += 1) table.handle(syn(20, keyOf(port, 9), port))
  say('GET /second HTTP/1.1\r\n\r\n', 30)
  expect(table.counters()).toMatchObject({ open_connections: 1, half_open_connections: 10, dropped_half_open: 990 })
  expect(rows.map(({ path }) => path)).toEqual(['/', '/second'])
})

test('beyond the budget the one that has held bytes longest gives up, counted; the others go on', () => {
  const { table, rows, say } = open({ maxBufferedBytes: 50_000 })
  table.handle(syn(0))
  say(`GET /x HTTP/1.1\r\nA: ${'a'.repeat(40_000)}`)
  const other = keyOf(50_001)
  const part = Buffer.from(`GET /other HTTP/1.1\r\nA: ${'a'.repeat(30_000)}`)
  table.handle({ kind: 'stream', key: other, time_ms: 11, direction: 'in', scheme: 'http', offset: 0, bytes: part })
  const end = Buffer.from('\r\n\r\n')
  const offset = part.length
  table.handle({ kind: 'stream', key: other, time_ms: 12, direction: 'in', scheme: 'http', offset, bytes: end })
  expect(rows.map(({ path }) => path)).toEqual(['/other'])
  expect(table.counters()).toMatchObject({ dropped_buffer_budget: 1, buffered_bytes: 0 })
})

describe('the client behind a proxy', () => {
  const trusted = { trustedProxies: new AddressRanges(['192.0.2.0/24', '10.0.0.0/8', '2001:db8:f::/48']) }
  const asked = (headers: string, options: Partial<ConnectionTableOptions> = trusted, head = '') => {
    const { table, rows, say } = open(options)
    table.handle(syn(0))
    say(`${head}GET / HTTP/1.1\r\n${headers}\r\n`)
    expect(rows).toHaveLength(1)
    const [row] = rows
    expect(row).toMatchObject({ peer_ip: '192.0.2.7', peer_port: 50_000 })
    return [row?.src_ip, row?.src_port, row?.client_ip_source, table.counters()['ignored_proxy_headers'] ?? 0]
  }

  test.each([
    ['X-Forwarded-For: 203.0.113.5\r\n', '203.0.113.5', 0, 'x_forwarded_for'],
    ['X-Forwarded-For: 1.1.1.1, 203.0.113.5, 10.1.2.3\r\n', '203.0.113.5', 0, 'x_forwarded_for'],
    ['X-Forwarded-For: 1.1.1.1\r\nx-forwarded-for: 203.0.113.5:4711\r\n', '203.0.113.5', 4711, 'x_forwarded_for'],
    ['X-Forwarded-For: ::ffff:203.0.113.5\r\n', '203.0.113.5', 0, 'x_forwarded_for'],
    ['X-Forwarded-For: [2001:DB8:0::5]:99\r\n', '2001:db8::5', 99, 'x_forwarded_for'],
    ['X-Forwarded-For: 10.0.0.9, 10.0.0.8\r\n', '10.0.0.9', 0, 'x_forwarded_for'],
    ['X-Forwarded-For: 9.9.9.9, garbage, 10.0.0.8\r\n', '10.0.0.8', 0, 'x_forwarded_for'],
    ['X-Forwarded-For: 203.0.113.5, \r\n', '192.0.2.7', 50_000, ''],
    ['Forwarded: for=203.0.113.5;proto=https, for="10.0.0.8:1,2"\r\n', '192.0.2.7', 50_000, ''],
    ['Forwarded: for="[2001:db8:5::1]:4711";by=10.0.0.1\r\n', '2001:db8:5::1', 4711, 'forwarded'],
    ['Forwarded: for=_hidden\r\n', '192.0.2.7', 50_000, ''],
    ['Forwarded: proto=http;For="203.0.113.5"\r\nForwarded: for=10.0.0.2\r\n', '203.0.113.5', 0, 'forwarded'],
    ['Forwarded: for=1.2.3.4\r\nX-Forwarded-For: 203.0.113.5\r\n', '203.0.113.5', 0, 'x_forwarded_for'],
    ['', '192.0.2.7', 50_000, ''],
  ])('%j', (headers, src_ip, src_port, client_ip_source) => {
    expect(asked(headers)).toEqual([src_ip, src_port, client_ip_source, 0])
  })

  test('is believed of trusted proxies alone', () => {
    const stranger = { trustedProxies: new AddressRanges(['10.0.0.0/8']) }
    expect(asked('X-Forwarded-For: 203.0.113.5\r\n', stranger)).toEqual(['192.0.2.7', 50_000, '', 0])
    const line = 'PROXY TCP4 203.0.113.5 198.51.100.1 4711 443\r\n'
    expect(asked('', stranger, line)).toEqual(['192.0.2.7', 50_000, '', 1])
    expect(asked('', trusted, line)).toEqual(['203.0.113.5', 4711, 'proxy_protocol', 0])
    // A trusted client of the proxy's is a proxy itself.
    const near = 'PROXY TCP4 10.0.0.5 198.51.100.1 4711 443\r\n'
    expect(asked('X-Forwarded-For: 203.0.113.9\r\n', trusted, near)).toEqual(['203.0.113.9', 0, 'x_forwarded_for', 0])
  })

  test('is named by a PROXY header before TLS too', () => {
    const { table, rows, say } = open(trusted)
    const header = Buffer.from('0d0a0d0a000d0a515549540a2111000ccb007105c6336401126701bb', 'hex')
    table.handle(syn(0))
    table.handle(segment(3, Buffer.concat([header, HELLO])))
    say(header.toString('latin1'), 4)
    table.handle({
      kind: 'stream',
      key: KEY,
      time_ms: 9,
      direction: 'in',
      scheme: 'https',
      offset: 0,
      bytes: Buffer.from(GET),
    })
    expect(rows).toMatchObject([
      {
        type: 'request',
        scheme: 'https',
        src_ip: '203.0.113.5',
        src_port: 4711,
        client_ip_source: 'proxy_protocol',
        tls_version: '1.2',
        host: 'a.test',
      },
    ])
  })

  test('many clients may share one connection', () => {
    const { table, rows, say } = open(trusted)
    table.handle(syn(0))
    for (const last of [1, 2, 3]) say(`GET / HTTP/1.1\r\nX-Forwarded-For: 203.0.113.${last}\r\n\r\n`)
    expect(rows.map(({ src_ip }) => src_ip)).toEqual(['203.0.113.1', '203.0.113.2', '203.0.113.3'])
    expect(new Set(rows.map(({ conn_id }) => conn_id)).size).toBe(1)
  })
})

test('nothing is written of excluded addresses, peers or clients, and they are counted', () => {
  const options = { excludedSources: new AddressRanges(['203.0.113.0/24', '192.0.2.7']) }
  const { table, rows, say } = open(options)
  table.handle(syn(0))
  say(GET)
  table.handle(syn(20, keyOf(1)))
  table.finish()
  expect(rows).toEqual([])
  expect(table.counters()).toMatchObject({ excluded_requests: 1 })
})

test('the hello after a HelloRetryRequest has a field of its own', () => {
  const { table, rows } = open()
  const changeCipherSpec = Buffer.from('140303000101', 'hex')
  table.handle(syn(0))
  table.handle(segment(3))
  table.handle(segment(5, Buffer.concat([changeCipherSpec, HELLO]), 1001 + HELLO.length))
  table.handle(close(9))
  table.finish()
  expect(rows).toMatchObject([
    { connection_state: 'tls_only', ja4_second_hello: rows[0]?.ja4, syn_to_clienthello_ms: 3 },
  ])
})

import { describe, expect, test } from 'vitest'
import { Request } from '#db/model/request.ts'
import type { Fact } from '../source/fact.ts'
import { connectionKeyOf } from './connection-key.ts'
import { ConnectionTable } from './connection-table.ts'
import type { ConnectionTableOptions } from './connection-table.ts'
import { tableOptions } from './table-options.builder.ts'

const address = (last: number) => Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, last])
const KEY = connectionKeyOf(address(7), 50_000, address(1), 443)

/** A small ClientHello record: one cipher suite, no extensions. */
const HELLO = Buffer.from(`160301002d010000290303${'07'.repeat(32)}00000213010100`, 'hex')

function open(options: Partial<ConnectionTableOptions> = {}) {
  const rows: Request[] = []
  const closed: Request[] = []
  const table = new ConnectionTable(tableOptions({ maxConnections: 100, ...options }), (row) => {
    Request.parse(row)
    if (row.type === 'connection') closed.push(row)
    else rows.push(row)
  })
  const offsets = new Map<string, number>()
  const say = (direction: 'in' | 'out', text: string, time_ms = 10, scheme: 'http' | 'https' = 'http', key = KEY) => {
    const at = `${key}${direction}`
    const offset = offsets.get(at) ?? 0
    const bytes = Buffer.from(text, 'latin1')
    offsets.set(at, offset + bytes.length)
    table.handle({ kind: 'stream', key, time_ms, direction, scheme, offset, bytes })
  }
  return { table, rows, closed, say }
}

const syn = (time_ms = 0, sequence = 1000, key = KEY): Fact => ({
  kind: 'syn',
  key,
  time_ms,
  ip_meta_ttl: 64,
  ip_meta_id: 1,
  ip_meta_df: true,
  ip_meta_total_length: 60,
  tcp_meta_window_size: 64240,
  sequence,
  tcp_options: Buffer.from('020405b4', 'hex'),
})
const segment = (time_ms: number, sequence = 1001, bytes: Uint8Array = HELLO): Fact => ({
  kind: 'segment',
  key: KEY,
  time_ms,
  sequence,
  bytes,
})
const established = (time_ms: number): Fact => ({ kind: 'established', key: KEY, time_ms })
const close = (time_ms: number): Fact => ({ kind: 'close', key: KEY, time_ms, reason: 'closed' })
const get = (path: string, ...headers: string[]) =>
  `${[`GET ${path} HTTP/1.1`, 'Host: Vigie.Test', ...headers].join('\r\n')}\r\n\r\n`
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'

describe('a request becomes a row', () => {
  test('when its answer is known, with the facts of its connection', () => {
    const { table, rows, say } = open()
    table.handle(syn(0))
    say('in', get('/a?b=1'), 10)
    expect(rows).toHaveLength(0)
    say('out', 'HTTP/1.1 404 No\r\nContent-Length: 12\r\n\r\n', 14.5)
    expect(rows).toMatchObject([
      {
        type: 'request',
        time: '1970-01-01T00:00:00.010Z',
        src_ip: '192.0.2.7',
        src_port: 50_000,
        dst_ip: '192.0.2.1',
        dst_port: 443,
        host: 'vigie.test',
        path: '/a',
        query_string: 'b=1',
        keepalives: 1,
        status_code: 404,
        response_size: 12,
        duration_ms: 4.5,
        clienthello_to_request_ms: 10,
        syn_to_clienthello_ms: -1,
        tcp_meta_mss: 1460,
        tcp_meta_options: 'MSS',
      },
    ])
  })

  test('when it has waited long enough', () => {
    const { table, rows, say } = open({ responseWaitMs: 100 })
    say('in', get('/slow'), 0)
    table.tick(99)
    expect(rows).toHaveLength(0)
    table.tick(100)
    expect(rows).toMatchObject([{ path: '/slow', status_code: 0, response_size: -1, duration_ms: -1 }])
    say('out', OK, 200)
    table.finish()
    expect(rows).toHaveLength(1)
    expect(table.counters()).toMatchObject({
      requests: 1,
      requests_without_answer: 1,
      open_connections: 0,
      waiting_connections: 0,
    })
  })

  test('when its connection closes, when another takes its addresses, and at the end', () => {
    const { table, rows, say } = open()
    say('in', get('/closed'))
    table.handle(close(20))
    expect(rows.map((row) => row.path)).toEqual(['/closed'])
    const again = open()
    again.table.handle(syn(0))
    again.say('in', get('/old'))
    again.table.handle(syn(50, 2000))
    expect(again.rows.map((row) => row.path)).toEqual(['/old'])
    const last = open()
    last.say('in', get('/last'))
    last.table.finish()
    expect(last.rows.map((row) => row.path)).toEqual(['/last'])
  })

  test('at once when answers are not captured', () => {
    const { rows, say } = open({ responses: false })
    say('in', get('/1') + get('/2'))
    expect(rows.map((row) => [row.path, row.keepalives])).toEqual([
      ['/1', 1],
      ['/2', 2],
    ])
  })

  test('in order, though a later one was answered first', () => {
    const { table, rows, say } = open()
    say('in', get('/1') + get('/2'))
    say('out', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n')
    expect(rows).toHaveLength(0)
    say('out', `0\r\n\r\n${OK}`)
    expect(rows.map((row) => [row.path, row.response_size])).toEqual([
      ['/1', 3],
      ['/2', 0],
    ])
    table.finish()
    expect(rows).toHaveLength(2)
  })

  test('late, when the library hands up bytes after the close', () => {
    const { table, rows, say } = open()
    table.handle(syn(0))
    table.handle(established(1))
    table.handle(close(5))
    say('in', get('/late'), 6)
    expect(rows).toMatchObject([{ path: '/late', tcp_meta_mss: 1460 }])
  })
})

describe('the ClientHello', () => {
  test('is waited for, since hooks tell at different times', () => {
    const { table, rows, say } = open()
    table.handle(syn(0))
    say('in', get('/tls'), 10, 'https')
    say('out', OK, 11, 'https')
    expect(rows).toHaveLength(0)
    table.handle(segment(4))
    expect(rows).toMatchObject([
      { scheme: 'https', tls_version: '1.2', syn_to_clienthello_ms: 4, clienthello_to_request_ms: 6 },
    ])
    expect(rows[0]?.ja4).toMatch(/^t12i010000_/)
  })

  test('is waited for no longer than an answer', () => {
    const { table, rows, say } = open({ responseWaitMs: 100, responses: false })
    say('in', get('/'), 0, 'https')
    expect(rows).toHaveLength(0)
    table.tick(100)
    expect(rows).toMatchObject([{ ja4: '' }])
  })

  test('is found in segments out of order, and without a SYN', () => {
    const { table, rows, say } = open({ responses: false })
    table.handle(syn(0))
    table.handle(segment(1, 1001 + 20, HELLO.subarray(20)))
    table.handle(segment(2, 1001, HELLO.subarray(0, 25)))
    say('in', get('/'), 3, 'https')
    expect(rows[0]?.ja3).toBe('771,4865,,,')
    const late = open({ responses: false })
    late.table.handle(segment(1, 77))
    late.say('in', get('/'), 3, 'https')
    expect(late.rows).toMatchObject([{ ja3: '771,4865,,,', tcp_meta_window_scale: -1, ip_meta_ttl: 0 }])
  })
})

test('a repeated SYN, or one told late, opens nothing new', () => {
  const { table, say, rows } = open()
  table.handle(syn(0))
  table.handle(syn(1))
  expect(table.counters()).toMatchObject({ half_open_connections: 1 })
  const late = open()
  late.say('in', get('/'), 10)
  late.table.handle(syn(5))
  late.say('out', OK, 12)
  expect(late.rows).toMatchObject([{ ip_meta_ttl: 64 }])
  say('in', get('/'), 10)
  expect(rows).toHaveLength(0)
})

test('the table is bounded: the longest unused connection is finished and counted', () => {
  const { table, rows, say } = open({ maxConnections: 3 })
  const keys = [1, 2, 3, 4].map((port) => connectionKeyOf(address(7), port, address(1), 80))
  for (const [at, key] of keys.entries()) say('in', get(`/${at}`), at, 'http', key)
  expect(rows.map((row) => row.path)).toEqual(['/0'])
  expect(table.counters()).toMatchObject({ dropped_connections: 1, open_connections: 3 })
})

test('idle connections leave, busy ones stay', () => {
  const { table, closed, say } = open({ idleMs: 5000, responses: false })
  const other = connectionKeyOf(address(8), 1, address(1), 80)
  say('in', get('/'), 0)
  say('in', get('/'), 0, 'http', other)
  for (let time_ms = 0; time_ms <= 8000; time_ms += 500) {
    say('in', get('/'), time_ms)
    table.tick(time_ms)
  }
  expect(closed.map((row) => row.src_ip)).toEqual(['192.0.2.8'])
  expect(table.counters()).toMatchObject({ open_connections: 1, connections_idle: 1 })
})

test('connection ids are unique over tables', () => {
  const ids = [open(), open()].flatMap(({ table, rows, say }) => {
    say('in', get('/'))
    table.handle(close(11))
    table.handle(syn(12))
    say('in', get('/'))
    table.finish()
    return rows.map((row) => row.conn_id)
  })
  expect(new Set(ids).size).toBe(ids.length)
})

describe('secrets', () => {
  const secrets = [
    'Cookie: canary=1',
    'AUTHORIZATION: Bearer canary',
    'proxy-authorization: canary',
    'Referer: https://u:canary@x/?a=1&access_token=canary#id_token=canary',
  ]
  const target =
    '/p?q=1&Password=canary&api%5Fkey=canary&x[secret]=canary&code=canary&keyword=plain&next=/?sid=canary;b&=&session'

  test('leave no trace of themselves, names and order stay', () => {
    const { rows, say } = open({ responses: false })
    say('in', get(target, ...secrets))
    expect(JSON.stringify(rows)).not.toContain('canary')
    expect(rows[0]?.query_string).toBe(
      'q=1&Password=***&api%5Fkey=***&x[secret]=***&code=***&keyword=plain&next=/?sid=***&=&session',
    )
    expect(rows[0]?.headers).toEqual([
      ['Host', 'Vigie.Test'],
      ['Cookie', expect.stringMatching(/^hmac:[0-9a-f]{16}$/)],
      ['AUTHORIZATION', expect.stringMatching(/^hmac:[0-9a-f]{16}$/)],
      ['proxy-authorization', expect.stringMatching(/^hmac:[0-9a-f]{16}$/)],
      ['Referer', 'https://***@x/?a=1&access_token=***'],
    ])
  })

  test('stay when the operator asks for them', () => {
    const { rows, say } = open({ responses: false, redactor: undefined })
    say('in', get(target, ...secrets))
    expect(JSON.stringify(rows).match(/canary/g)).toHaveLength(11)
  })
})

test.each([
  ['blanks in the target', `GET ${' \t'.repeat(30_000)}x HTTP/1.1\r\n\r\n`],
  ['a query part without a name', `GET /?a=1&${'x'.repeat(60_000)}&=${'=;?'.repeat(1000)} HTTP/1.1\r\n\r\n`],
  ['commas in a coding', `GET / HTTP/1.1\r\nTransfer-Encoding: ${',chunked '.repeat(7000)}x\r\n\r\n`],
  ['many headers', `GET / HTTP/1.1\r\n${'a:\r\n'.repeat(15_000)}\r\n`],
  ['many folds', `GET / HTTP/1.1\r\na: b\r\n${' c\r\n'.repeat(15_000)}\r\n`],
  ['a name of dashes', `GET / HTTP/1.1\r\n${'A-'.repeat(30_000)}\u0000: b\r\n\r\n`],
])('%s cost linear time', (_, text) => {
  const started = performance.now()
  for (let turn = 0; turn < 10; turn += 1) open({ responses: false }).say('in', text)
  expect(performance.now() - started).toBeLessThan(2000)
})

test.each([
  ['GET / HTTP/1.1\r\nHost: A.test:80\r\n\r\n', 'a.test', '/'],
  ['GET / HTTP/1.1\r\nHost: a.test:8080\r\n\r\n', 'a.test:8080', '/'],
  ['GET http://B.test:80/x?y HTTP/1.1\r\nHost: a.test\r\n\r\n', 'b.test', '/x'],
  ['GET http://user:pw@b.test HTTP/1.1\r\n\r\n', 'b.test', '/'],
  ['CONNECT c.test:443 HTTP/1.1\r\n\r\n', 'c.test:443', ''],
  ['OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\n\r\n', '[::1]', '*'],
  [`GET / HTTP/1.1\r\nHost: ${'h'.repeat(300)}\r\n\r\n`, 'h'.repeat(255), '/'],
  ['GET /\xc3\xa9\xff HTTP/1.1\r\nHost: \xc3\xa9\r\n\r\n', 'é', '/Ã©ÿ'],
])('%j asks host %s for %s', (text, host, path) => {
  const { rows, say } = open({ responses: false })
  say('in', text)
  expect(rows).toMatchObject([{ host, path }])
})

test.each([
  ['00000000000000000000000000000000', '::'],
  ['00000000000000000000000000000001', '::1'],
  ['20010db8000000000000000000000001', '2001:db8::1'],
  ['20010db8000100000001000000000001', '2001:db8:1:0:1::1'],
  ['20010db8000100010001000100010000', '2001:db8:1:1:1:1:1:0'],
  ['fe800000000000000000000000000000', 'fe80::'],
  ['00000000000000000000ffffc0000207', '192.0.2.7'],
])('the address %s is written %s', (hex, text) => {
  const { rows, say } = open({ responses: false })
  say('in', get('/'), 0, 'http', connectionKeyOf(Buffer.from(hex, 'hex'), 1, address(1), 80))
  expect(rows[0]?.src_ip).toBe(text)
})

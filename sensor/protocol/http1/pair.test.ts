import { expect, test } from 'vitest'
import type { Exchange } from '../exchange.ts'
import { Http1Pair } from './pair.ts'

function open() {
  const exchanges: Exchange[] = []
  const told: string[] = []
  const opaque = { in: 0, out: 0 }
  const pair = new Http1Pair({
    onRequest: (exchange) => exchanges.push(exchange),
    count: (counter) => told.push(counter),
    responseHeaderNames: new Set(['content-type', 'set-cookie']),
    onUpgrade: (protocol) => told.push(`becomes ${protocol}`),
    onOpaque: (direction, length) => (opaque[direction] += length),
  })
  const offsets = { in: 0, out: 0 }
  let now = 0
  const say = (direction: 'in' | 'out', text: string, size = text.length || 1) => {
    now += 1
    const bytes = Buffer.from(text, 'latin1')
    for (let at = 0; at < bytes.length; at += size) {
      const piece = bytes.subarray(at, at + size)
      pair.push(direction, offsets[direction], piece, now)
      offsets[direction] += piece.length
    }
  }
  /** Bytes that were there and were not read. */
  const hide = (direction: 'in' | 'out', text: string) => (offsets[direction] += text.length)
  return { pair, exchanges, told, opaque, say, hide }
}

const answers = (exchanges: readonly Exchange[]) =>
  exchanges.map(({ request, status_code, response_size, done }) => [request.target, status_code, response_size, done])
const get = (path: string, ...headers: string[]) => [`GET ${path} HTTP/1.1`, 'Host: a', ...headers, '\r\n'].join('\r\n')
const answer = (status: string, ...headers: string[]) => [`HTTP/1.1 ${status}`, ...headers, '\r\n'].join('\r\n')

test.each([[1], [7], [10_000]])('pipelined requests get their answers in order, in pieces of %i', (size) => {
  const { exchanges, told, say } = open()
  say('in', get('/1') + get('/2') + get('/3') + get('/4'), size)
  say(
    'out',
    answer('200 OK', 'Content-Length: 3') +
      'abc' +
      answer('304 Not Modified', 'Content-Length: 99') +
      answer('204 No Content') +
      answer('200 OK', 'Transfer-Encoding: chunked') +
      '4;a=b\r\nwxyz\r\n1\r\n!\r\n0\r\nTrailer: x\r\n\r\n',
    size,
  )
  expect(answers(exchanges)).toEqual([
    ['/1', 200, 3, true],
    ['/2', 304, 0, true],
    ['/3', 204, 0, true],
    ['/4', 200, 5, true],
  ])
  expect(told).toEqual([])
})

test('interim answers are passed over: the final one counts, with its own headers only', () => {
  const { exchanges, say } = open()
  say('in', 'POST /p HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n')
  say('out', answer('100 Continue'))
  say('in', 'body')
  say('out', answer('103 Early Hints', 'Content-Type: none', 'Link: </a>'))
  say(
    'out',
    answer('201 Created', 'CONTENT-type: text/plain', 'Set-Cookie: a', 'X: y', 'set-cookie: b', 'Content-Length: 0'),
  )
  expect(exchanges).toMatchObject([
    {
      status_code: 201,
      requested_ms: 1,
      request_ended_ms: 3,
      answered_ms: 5,
      response_headers: [
        ['CONTENT-type', 'text/plain'],
        ['Set-Cookie', 'a'],
        ['set-cookie', 'b'],
      ],
    },
  ])
})

test('an answer to HEAD has no body, whatever its length says', () => {
  const { exchanges, say } = open()
  say('in', get('/h').replace('GET', 'HEAD') + get('/g'))
  say('out', answer('200 OK', 'Content-Length: 5000') + answer('200 OK', 'Content-Length: 2') + 'ok')
  expect(exchanges).toMatchObject([
    { status_code: 200, response_size: 0 },
    { status_code: 200, response_size: 2 },
  ])
})

test('an answer that comes before the request is over does not disturb the next', () => {
  const { exchanges, say } = open()
  say('in', 'POST /big HTTP/1.1\r\nContent-Length: 10\r\n\r\n12345')
  say('out', answer('413 Too Large', 'Content-Length: 0'))
  say('in', `67890${get('/next')}`)
  say('out', answer('200 OK', 'Content-Length: 0'))
  expect(answers(exchanges)).toEqual([
    ['/big', 413, 0, true],
    ['/next', 200, 0, true],
  ])
  expect(exchanges[0]).toMatchObject({ answered_ms: 2, request_ended_ms: 3 })
})

test('without a length an answer lasts as long as the connection', () => {
  const { pair, exchanges, say } = open()
  say('in', get('/'))
  say('out', answer('200 OK', 'Connection: close') + 'x'.repeat(700))
  expect(exchanges).toMatchObject([{ status_code: 200, done: false }])
  pair.endAnswers()
  expect(exchanges).toMatchObject([{ response_size: 700, done: true }])
})

test.each([[1], [10_000]])('after an upgrade bytes are only counted, in pieces of %i', (size) => {
  const { exchanges, told, opaque, say } = open()
  say('in', get('/chat', 'Connection: Upgrade', 'Upgrade: websocket'), size)
  say('out', `${answer('101 Switching Protocols', 'Upgrade: WebSocket')}\x81\x05GET /`, size)
  say('in', 'GET /not-a-request HTTP/1.1\r\n\r\n', size)
  expect(answers(exchanges)).toEqual([['/chat', 101, 0, true]])
  expect(told).toEqual(['becomes websocket'])
  expect(opaque).toEqual({ in: 31, out: 7 })
})

test('a tunnel is opaque once it is granted, a refused one is not', () => {
  const { exchanges, told, opaque, say } = open()
  const connect = 'CONNECT b:443 HTTP/1.1\r\nHost: b\r\n\r\n'
  say('in', connect)
  say('out', answer('407 Proxy Authentication Required', 'Content-Length: 0'))
  say('in', connect)
  say('out', answer('200 Connection established'))
  say('in', '\x16\x03\x01GET / HTTP/1.1\r\n\r\n')
  expect(answers(exchanges)).toEqual([
    ['b:443', 407, 0, true],
    ['b:443', 200, 0, true],
  ])
  expect(told).toEqual(['becomes connect'])
  expect(opaque.in).toBe(21)
})

const UPGRADE = get('/first', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk')
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const SETTINGS = '\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64'
/** GET / on stream 3, from the static table only. */
const SECOND = '\0\0\x03\x01\x05\0\0\0\x03\x82\x86\x84'
const SWITCH = answer('101 Switching Protocols', 'Upgrade: h2c')
const FRAMES_OUT = '\0\0\0\x04\0\0\0\0\0' + '\0\0\x01\x01\x05\0\0\0\x01\x88' + '\0\0\x01\x01\x05\0\0\0\x03\x8d'

test.each([
  ['the server', 1, true],
  ['the server', 10_000, true],
  ['the client', 1, false],
  ['the client', 10_000, false],
])('HTTP/2 in the clear after an upgrade is read on, %s being seen first, in pieces of %i', (_, size, serverFirst) => {
  const { pair, exchanges, told, say } = open()
  say('in', UPGRADE, size)
  if (serverFirst) say('out', SWITCH + FRAMES_OUT, size)
  say('in', PREFACE + SETTINGS + SECOND, size)
  if (!serverFirst) say('out', SWITCH + FRAMES_OUT, size)
  expect(exchanges.map(({ request, status_code }) => [request.http_version, request.target, status_code])).toEqual([
    ['1.1', '/first', 200],
    ['2', '/', serverFirst ? 0 : 404],
  ])
  expect(pair.opening).toMatchObject({
    settings: [{ id: 3, value: 100 }],
    pseudo_headers: ['method', 'scheme', 'path'],
  })
  expect(told).toEqual(['becomes h2c'])
})

test('an upgrade to HTTP/2 that is ignored changes nothing, and PRI alone is a method like any other', () => {
  const { exchanges, told, say } = open()
  say('in', UPGRADE + get('/second'))
  say('out', answer('200 OK', 'Content-Length: 0') + answer('200 OK', 'Content-Length: 0'))
  say('in', 'PRI * HTTP/2.0\r\n\r\n')
  expect(answers(exchanges)).toEqual([
    ['/first', 200, 0, true],
    ['/second', 200, 0, true],
    ['*', 0, -1, false],
  ])
  expect(told).toEqual([])
})

test.each([
  ['both framings: chunked wins', 'Content-Length: 4\r\nTransfer-Encoding: chunked', '0\r\n\r\n'],
  ['both framings, the other way round', 'Transfer-Encoding: chunked\r\nContent-Length: 4', '0\r\n\r\n'],
  ['chunked behind another coding', 'Transfer-Encoding: gzip,\tchunked', '0\r\n\r\n'],
  ['a blank before the colon', 'Content-Length : 4', 'GET '],
  ['a folded value', 'Content-Length:\r\n 4', 'GET '],
  ['the same length twice', 'Content-Length: 4, 4', 'GET '],
  ['lower and upper case', 'cOnTeNt-LeNgTh: 4', 'GET '],
  ['a chunk extension that looks like a request', 'Transfer-Encoding: chunked', '1;GET / HTTP/1.1\r\nG\r\n0\r\n\r\n'],
  [
    'a trailer that looks like a request',
    'Transfer-Encoding: chunked',
    '0\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n',
  ],
])('bodies hide no request: %s', (_, headers, body) => {
  for (const size of [1, 5, 10_000]) {
    const { exchanges, told, say } = open()
    say('in', `POST /outer HTTP/1.1\r\n${headers}\r\n\r\n${body}${get('/next')}`, size)
    expect(exchanges.map(({ request }) => request.target)).toEqual(['/outer', '/next'])
    expect(told).toEqual([])
  }
})

test.each([
  ['sizes past all bounds', 'fffffffffffffffff\r\n'],
  ['sizes with a sign', '-1\r\n'],
  ['sizes in other bases', '0x10\r\n'],
  ['no size at all', ';ext\r\n'],
])('chunks with %s are told as malformed', (_, body) => {
  const { exchanges, told, say } = open()
  say('in', `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${body}`)
  expect(exchanges).toHaveLength(1)
  expect(told).toEqual(['malformed_http1'])
})

test('a client that pipelines without end costs bounded memory, and the rest is counted', () => {
  const { exchanges, told, say } = open()
  say('out', '')
  say('in', get('/').repeat(2000))
  expect(exchanges).toHaveLength(2000)
  say('out', answer('200 OK', 'Content-Length: 0'))
  expect(told.filter((line) => line === 'dropped_unanswered_requests').length).toBeLessThanOrEqual(1488)
  expect(exchanges.filter(({ status_code }) => status_code === 200)).toHaveLength(1)
})

test('of a long answer only the beginning is read: its request is complete without the size, and nothing is lost', () => {
  const { exchanges, told, say, hide } = open()
  say('in', get('/long'))
  say('out', 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Long: aaaa')
  hide('out', 'aaaa\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n!\r\n0\r\n\r\n')
  say('in', get('/next'))
  say('out', answer('404 Not Found', 'Content-Length: 0'))
  expect(answers(exchanges)).toEqual([
    ['/long', 200, -1, true],
    ['/next', 404, 0, true],
  ])
  expect(told).toEqual(['ignored_http1_gaps'])
})

test('a request that a gap in a body hid is told lost by the answer that nobody asked for', () => {
  const { exchanges, told, say, hide } = open()
  const chunked = ['POST /p HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked', '\r\n'].join('\r\n')
  const ok = answer('200 OK', 'Content-Length: 0')
  say('in', `${chunked}5\r\nab`)
  hide('in', 'cde\r\n0\r\n\r\n')
  say('in', get('/seen'))
  say('out', ok + ok)
  expect(told).toEqual(['ignored_http1_gaps'])
  say('in', `${chunked}5\r\nab`)
  hide('in', `cde\r\n0\r\n\r\n${get('/hidden')}`)
  say('in', get('/after'))
  say('out', ok + ok + ok)
  expect(answers(exchanges)).toHaveLength(4)
  expect(told).toEqual(['ignored_http1_gaps', 'ignored_http1_gaps', 'responses_without_request', 'dropped_http1_gaps'])
})

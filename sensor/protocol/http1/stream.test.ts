import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_HEAD_LENGTH } from '../exchange.ts'
import { requestFraming, responseFraming } from './framing.ts'
import { Http1Stream } from './stream.ts'

/** Reads a direction given as latin1 text; `cut` gives the piece sizes in turn. */
function read(kind: 'request' | 'response', text: string, cut: readonly number[] = [text.length || 1], method = 'GET') {
  const seen: string[] = []
  const stream = new Http1Stream(kind, 0, {
    onHead: (head, truncated, beyond) => {
      const names = head.headers.map(([name, value]) => `${name}=${value.slice(0, 40)}`).join('|')
      const line = head.kind === 'request' ? `${head.method} ${head.target.slice(0, 40)}` : String(head.status_code)
      seen.push(`${line} ${head.http_version} [${names}]${truncated ? ' truncated' : ''}`)
      return head.kind === 'request' ? requestFraming(head, beyond) : responseFraming(head, method, beyond)
    },
    onEnd: (body_bytes) => seen.push(`end ${body_bytes}`),
    onOpaque: () => undefined,
    count: (counter) => seen.push(`!${counter}`),
  })
  const bytes = Buffer.from(text, 'latin1')
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = cut[turn % cut.length] ?? 1
    stream.push(at, bytes.subarray(at, at + size))
    at += size
  }
  stream.finish()
  return seen
}

const request = (line: string, ...headers: string[]) => `${[line, ...headers].join('\r\n')}\r\n\r\n`
const PLAIN = request('GET / HTTP/1.1', 'Host: a')

test.each([
  [
    'order, case and repetition are kept',
    request('GET /a?b HTTP/1.1', 'hOST: a', 'X: 1', 'x: 2', 'X: 3'),
    ['GET /a?b 1.1 [hOST=a|X=1|x=2|X=3]', 'end 0'],
  ],
  ['bare line feeds end lines', 'GET / HTTP/1.1\nHost: a\n\n', ['GET / 1.1 [Host=a]', 'end 0']],
  ['empty lines before a request are skipped', `\r\n\r\n${PLAIN}`, ['GET / 1.1 [Host=a]', 'end 0']],
  [
    'a folded line joins the value before it',
    'GET / HTTP/1.1\r\nA: one\r\n\t two\r\n\r\n',
    ['GET / 1.1 [A=one two]', 'end 0'],
  ],
  ['blanks before a colon are no part of the name', 'GET / HTTP/1.1\r\nA : 1\r\n\r\n', ['GET / 1.1 [A=1]', 'end 0']],
  ['a header line without a colon is kept as a name', 'GET / HTTP/1.1\r\nodd\r\n\r\n', ['GET / 1.1 [odd=]', 'end 0']],
  ['any token is a method', request('PROPFIND-X! * HTTP/1.0'), ['PROPFIND-X! * 1.0 []', 'end 0']],
  ['a target may hold spaces', request('GET /a b HTTP/1.1'), ['GET /a b 1.1 []', 'end 0']],
  ['absolute and odd targets are kept', request('GET http://h/p HTTP/1.1'), ['GET http://h/p 1.1 []', 'end 0']],
  ['HTTP/0.9 is one line', 'GET /old\r\n', ['GET /old 0.9 []', 'end 0']],
  [
    'a body is walked over',
    `${request('POST / HTTP/1.1', 'Content-Length: 5')}GET /${PLAIN}`,
    ['POST / 1.1 [Content-Length=5]', 'end 5', 'GET / 1.1 [Host=a]', 'end 0'],
  ],
  [
    'pipelined requests are told one by one',
    PLAIN + PLAIN,
    ['GET / 1.1 [Host=a]', 'end 0', 'GET / 1.1 [Host=a]', 'end 0'],
  ],
  [
    'chunks, extensions and trailers are walked over',
    `${request('POST / HTTP/1.1', 'Transfer-Encoding: gzip, chunked', 'Content-Length: 3')}5;a="b"\r\nhello\r\n00A \r\n0123456789\r\n0\r\nT: GET / HTTP/1.1\r\n\r\n${PLAIN}`,
    ['POST / 1.1 [Transfer-Encoding=gzip, chunked|Content-Length=3]', 'end 15', 'GET / 1.1 [Host=a]', 'end 0'],
  ],
  ['a head that never ended is counted, not told', 'GET / HTTP/1.1\r\nHost: a\r\n', ['!incomplete_http1_heads']],
  [
    'garbage between requests is counted and left behind',
    `${PLAIN}\x00\x01binary\r\n\r\n${PLAIN}`,
    ['GET / 1.1 [Host=a]', 'end 0', '!malformed_http1', 'GET / 1.1 [Host=a]', 'end 0'],
  ],
  [
    'a chunk size that is no number loses the message, not the next one',
    `${request('POST / HTTP/1.1', 'Transfer-Encoding: chunked')}zz\r\n${PLAIN}`,
    ['POST / 1.1 [Transfer-Encoding=chunked]', '!malformed_http1', 'GET / 1.1 [Host=a]', 'end 0'],
  ],
  [
    'after an upgrade that was not granted requests go on',
    `${request('GET /1 HTTP/1.1', 'Upgrade: h2c')}${PLAIN}`,
    ['GET /1 1.1 [Upgrade=h2c]', 'end -1', 'GET / 1.1 [Host=a]', 'end 0'],
  ],
])('%s', (_, text, expected) => {
  expect(read('request', text)).toEqual(expected)
  expect(read('request', text, [1])).toEqual(expected)
  expect(read('request', text, [3, 7])).toEqual(expected)
})

test.each([
  [
    'interim answers come before the final one',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    'GET',
    ['100 1.1 []', 'end 0', '200 1.1 [Content-Length=2]', 'end 2'],
  ],
  [
    'without a length the body ends with the connection',
    'HTTP/1.0 200\r\n\r\nHTTP/1.1 200 OK',
    'GET',
    ['200 1.0 []', 'end 15'],
  ],
  [
    'an answer to HEAD has no body',
    'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 204 No\r\n\r\n',
    'HEAD',
    ['200 1.1 [Content-Length=9]', 'end 0', '204 1.1 []', 'end 0'],
  ],
  [
    '304 has no body',
    'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    'GET',
    ['304 1.1 [Content-Length=9]', 'end 0', '200 1.1 [Content-Length=0]', 'end 0'],
  ],
  [
    'after 101 bytes are opaque',
    'HTTP/1.1 101 Switching\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
    'GET',
    ['101 1.1 []', 'end 0'],
  ],
  ['a tunnel is opaque', 'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', 'CONNECT', ['200 1.1 []', 'end 0']],
])('%s', (_, text, method, expected) => {
  expect(read('response', text, undefined, method)).toEqual(expected)
  expect(read('response', text, [1], method)).toEqual(expected)
})

test('a head over the cap is told as truncated, its framing still obeyed', () => {
  const long = request('POST /long HTTP/1.1', `A: ${'x'.repeat(MAX_HEAD_LENGTH)}`, 'Content-Length: 4') + `GET ${PLAIN}`
  const expected = [`POST /long 1.1 [A=${'x'.repeat(40)}] truncated`, 'end 4', 'GET / 1.1 [Host=a]', 'end 0']
  expect(read('request', long)).toEqual(expected)
  expect(read('request', long, [4096])).toEqual(expected)
  expect(read('request', long, [1])).toEqual(expected)
})

test('a framing header on the edge of the cap is obeyed', () => {
  for (let over = 0; over < 40; over += 1) {
    const start = 'POST /edge HTTP/1.1\r\nA: '
    const padding = 'x'.repeat(MAX_HEAD_LENGTH - start.length - over)
    const text = `${start}${padding}\r\nContent-Length: 4\r\n\r\nGET ${PLAIN}`
    expect(read('request', text, [1000]).slice(1)).toEqual(['end 4', 'GET / 1.1 [Host=a]', 'end 0'])
  }
})

test('a head of exactly the cap is whole', () => {
  const bare = request('GET / HTTP/1.1', 'A: ').length
  const text = request('GET / HTTP/1.1', `A: ${'x'.repeat(MAX_HEAD_LENGTH - bare)}`)
  expect(text.length).toBe(MAX_HEAD_LENGTH)
  expect(read('request', text)[0]).not.toContain('truncated')
  expect(read('request', text, [1000])[0]).not.toContain('truncated')
  expect(read('request', text.replace('A: ', 'A: x'))[0]).toContain('truncated')
})

function withGap(text: string, from: number, to: number, joinedAt = 0) {
  const seen: string[] = []
  const stream = new Http1Stream('request', joinedAt, {
    onHead: (head, truncated) => {
      if (head.kind === 'request') seen.push(`${head.method} ${head.target}${truncated ? ' truncated' : ''}`)
      return head.kind === 'request' ? requestFraming(head) : { kind: 'none' }
    },
    onEnd: () => undefined,
    onOpaque: () => undefined,
    count: (counter) => seen.push(`!${counter}`),
  })
  const bytes = Buffer.from(text, 'latin1')
  stream.push(joinedAt, bytes.subarray(joinedAt, from))
  stream.push(to, bytes.subarray(to))
  return seen
}

test('a gap inside a body costs nothing', () => {
  const posted = request('POST /p HTTP/1.1', 'Content-Length: 100')
  expect(withGap(posted + 'b'.repeat(100) + PLAIN, posted.length + 10, posted.length + 90)).toEqual([
    'POST /p',
    'GET /',
  ])
  expect(withGap(posted + 'b'.repeat(100) + PLAIN, posted.length, posted.length + 100)).toEqual(['POST /p', 'GET /'])
  const chunked = request('POST /c HTTP/1.1', 'Transfer-Encoding: chunked')
  const body = `40\r\n${'c'.repeat(64)}\r\n0\r\n\r\n`
  expect(withGap(chunked + body + PLAIN, chunked.length + 10, chunked.length + 60)).toEqual(['POST /c', 'GET /'])
})

test('a gap elsewhere is counted, and reading goes on at the next head', () => {
  const first = request('GET /first HTTP/1.1', 'Host: a', 'Cookie: b')
  expect(withGap(first + PLAIN, 30, first.length)).toEqual(['GET /first truncated', '!dropped_http1_gaps', 'GET /'])
  expect(withGap(first + PLAIN, 30, first.length - 12)).toEqual([
    'GET /first truncated',
    '!dropped_http1_gaps',
    'GET /',
  ])
})

test('a gap over several chunks of a body loses nothing: the next head is found again', () => {
  const chunked = request('POST /c HTTP/1.1', 'Transfer-Encoding: chunked')
  const body = `8\r\naaaaaaaa\r\n`.repeat(20) + '0\r\n\r\n'
  const text = chunked + body + PLAIN
  expect(withGap(text, chunked.length + 5, chunked.length + 100)).toEqual(['POST /c', '!ignored_http1_gaps', 'GET /'])
})

test('a line of a body that looks like a head is not a head that was lost', () => {
  const chunked = request('POST /c HTTP/1.1', 'Transfer-Encoding: chunked')
  const rows = 'SELECT * FROM t\n'.repeat(20)
  const text = `${chunked}140\r\n${rows}\r\n140\r\n${rows}\r\n0\r\n\r\n${PLAIN}`
  const seen: string[] = []
  const stream = new Http1Stream('request', 0, {
    onHead: (head) => {
      if (head.kind === 'request') seen.push(`${head.method} ${head.target}`)
      return head.kind === 'request' ? requestFraming(head) : { kind: 'none' }
    },
    onEnd: () => undefined,
    onOpaque: () => undefined,
    count: (counter) => seen.push(`!${counter}`),
  })
  const bytes = Buffer.from(text, 'latin1')
  const second = text.lastIndexOf('140\r\n') + 5
  for (const [from, to] of [
    [0, chunked.length + 20],
    [second, second + 40],
    [second + 100, second + 140],
    [text.length - PLAIN.length, text.length],
  ] as const)
    stream.push(from, bytes.subarray(from, to))
  expect(seen.filter((line) => line.startsWith('!dropped'))).toEqual([])
  expect(seen.filter((line) => !line.startsWith('!'))).toEqual(['POST /c', 'GET /'])
})

test('a gap before the first head of a connection that was joined in its middle was owed to nobody', () => {
  const body = 'x'.repeat(50) + '\n'
  const text = body + PLAIN + PLAIN
  expect(withGap(text, 20, 30, 10)).toEqual(['!ignored_http1_late_gaps', 'GET /', 'GET /'])
  // Once a whole head was read, it is followed like any other.
  const from = body.length + PLAIN.length
  expect(withGap(text + PLAIN, from + 8, from + PLAIN.length, 10)).toEqual([
    'GET /',
    '!dropped_incomplete_http1_heads',
    '!dropped_http1_gaps',
    'GET /',
  ])
})

test('any bytes in any pieces throw nothing', () => {
  const words = fc.constantFrom(
    'GET / HTTP/1.1',
    'HTTP/1.1 200 OK',
    '\r\n',
    '\n',
    'Content-Length: 3',
    'Transfer-Encoding: chunked',
    '5\r\n',
    '0',
    ' ',
    ':',
    '\0',
  )
  const input = fc.array(fc.oneof(words, fc.string({ maxLength: 8 })), { maxLength: 60 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(
      input,
      fc.constantFrom<'request' | 'response'>('request', 'response'),
      fc.integer({ min: 1, max: 9 }),
      (text, kind, size) => {
        read(kind, text, [size])
      },
    ),
    { numRuns: 1000 },
  )
})

test('well-formed traffic reads the same however it is cut', () => {
  const header = fc
    .tuple(fc.stringMatching(/^[A-Za-z-]{1,8}$/), fc.stringMatching(/^[ -~]{0,30}$/))
    .map(([name, value]) => `X-${name}: ${value}`)
  const message = fc
    .tuple(fc.array(header, { maxLength: 5 }), fc.nat(40), fc.boolean())
    .map(([headers, length, chunked]) => {
      const framing = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`
      const body = 'b'.repeat(length)
      return (
        request('POST /x HTTP/1.1', ...headers, framing) +
        (chunked ? `${length > 0 ? `${length.toString(16)}\r\n${body}\r\n` : ''}0\r\n\r\n` : body)
      )
    })
  fc.assert(
    fc.property(
      fc.array(message, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 }),
      (messages, cut) => {
        const text = messages.join('')
        const whole = read('request', text)
        expect(whole.filter((line) => line.startsWith('POST'))).toHaveLength(messages.length)
        expect(read('request', text, cut)).toEqual(whole)
      },
    ),
  )
})

import { expect, test } from 'vitest'
import type { Exchange } from '../exchange.ts'
import { HpackDecoder } from './hpack.ts'
import { CONTINUATION, HEADERS, PREFACE, RST_STREAM, SETTINGS } from './messages.ts'
import { Http2Pair } from './pair.ts'

const PING = 6
const GOAWAY = 7
const NO_FLAGS = 0
const END_BOTH = 5
/** GET http://…/ from the static table only. */
const GET = Buffer.from('828684', 'hex')

function frame(type: number, flags: number, stream_id: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(9)
  header.writeUIntBE(payload.length, 0, 3)
  header.writeUInt8(type, 3)
  header.writeUInt8(flags, 4)
  header.writeUInt32BE(stream_id, 5)
  return Buffer.concat([header, payload])
}

function open() {
  const exchanges: Exchange[] = []
  const counts = new Map<string, number>()
  const pair = new Http2Pair(false, {
    onRequest: (exchange) => exchanges.push(exchange),
    count: (name) => counts.set(name, (counts.get(name) ?? 0) + 1),
  })
  const offsets = { in: 0, out: 0 }
  const say = (direction: 'in' | 'out', ...frames: Buffer[]) => {
    const bytes = Buffer.concat(frames)
    pair.push(direction, offsets[direction], bytes, 1)
    offsets[direction] += bytes.length
  }
  say('in', PREFACE, frame(SETTINGS, NO_FLAGS, 0))
  say('out', frame(SETTINGS, NO_FLAGS, 0))
  return { pair, exchanges, counts, say }
}

test('HPACK bomb: a thousand references to a large entry cost a head, not a thousand entries', () => {
  const large = Buffer.concat([Buffer.from([0x40, 1, 0x61, 0x7f, 0xa1, 0x1e]), Buffer.alloc(4000, 0x62)])
  const block = Buffer.concat([large, Buffer.alloc(100_000, 0xbe)])
  const parsed = new HpackDecoder({ maxListSize: 65_536 }).decode(block)
  if (parsed.state !== 'complete') throw new Error(parsed.state)
  const { headers, truncated } = parsed.value
  expect(truncated).toBe(true)
  expect(headers).toHaveLength(16)
  // One string, referred to again and again.
  expect(new Set(headers).size).toBe(1)

  const { pair, exchanges, say } = open()
  for (let stream = 1; stream < 400; stream += 2) say('in', frame(HEADERS, END_BOTH, stream, block))
  expect(exchanges).toHaveLength(200)
  expect(exchanges.every(({ request }) => request.truncated)).toBe(true)
  expect(pair.heldBytes).toBeLessThan(65_536)
})

test('CONTINUATION flood (CVE-2024-27316): endless empty or small ones are read over and kept within bounds', () => {
  const { pair, exchanges, counts, say } = open()
  say('in', frame(HEADERS, 1, 1, GET))
  for (let turn = 0; turn < 100_000; turn += 1) say('in', frame(CONTINUATION, NO_FLAGS, 1))
  expect(pair.heldBytes).toBeLessThan(1024)
  for (let turn = 0; turn < 2000; turn += 1) say('in', frame(CONTINUATION, NO_FLAGS, 1, Buffer.alloc(1000, 0x82)))
  expect(pair.heldBytes).toBeLessThanOrEqual(2 * 262_144)
  expect(exchanges).toMatchObject([{ request: { method: 'GET', truncated: true } }])
  expect([...counts]).toEqual([['dropped_http2_header_blocks', 1]])
})

test('rapid reset (CVE-2023-44487): every request is told, none is held', () => {
  const { pair, exchanges, counts, say } = open()
  for (let stream = 1; stream < 100_000; stream += 2) {
    say('in', frame(HEADERS, END_BOTH, stream, GET), frame(RST_STREAM, NO_FLAGS, stream, Buffer.alloc(4)))
  }
  expect(exchanges).toHaveLength(50_000)
  expect(exchanges.every(({ done }) => done)).toBe(true)
  expect(pair.heldBytes).toBeLessThan(1024)
  expect([...counts]).toEqual([])
})

test('floods of SETTINGS, PING, empty DATA and unknown frames change nothing', () => {
  const { pair, exchanges, counts, say } = open()
  say('in', frame(HEADERS, 4, 1, GET))
  for (let turn = 0; turn < 20_000; turn += 1) {
    say(
      'in',
      frame(SETTINGS, NO_FLAGS, 0, Buffer.from('000100001000', 'hex')),
      frame(PING, NO_FLAGS, 0, Buffer.alloc(8)),
    )
    say('in', frame(0, NO_FLAGS, 1), frame(0xfa, 0xff, 7, Buffer.alloc(3)))
  }
  say('in', frame(HEADERS, END_BOTH, 3, GET))
  expect(exchanges).toHaveLength(2)
  expect(pair.heldBytes).toBeLessThan(1024)
  expect(pair.opening?.settings).toEqual([])
  expect([...counts]).toEqual([])
})

test('lies about lengths: padding past the frame, fields past the block, 24 bits of nothing', () => {
  const { exchanges, counts, say } = open()
  say('in', frame(HEADERS, 0xd, 1, Buffer.from([200, 0x82])))
  say('in', frame(HEADERS, END_BOTH, 3, Buffer.from('00ffffffff0f', 'hex')))
  say('in', frame(HEADERS, END_BOTH, 5, GET), frame(HEADERS, END_BOTH, 6, GET))
  expect(counts.get('malformed_http2')).toBe(3)
  expect(exchanges).toMatchObject([{ request: { method: 'GET', target: '/' } }])
  const longest = Buffer.from('ffffff010500000007', 'hex')
  say('in', longest, Buffer.alloc(0xffffff))
  expect(counts.get('dropped_http2_frames')).toBe(1)
  say('in', frame(HEADERS, END_BOTH, 9, GET))
  expect(exchanges).toHaveLength(2)
})

test('names of no length, and pseudo-headers among the others, are kept as sent and never throw', () => {
  const { exchanges, say } = open()
  say(
    'in',
    frame(HEADERS, END_BOTH, 1, Buffer.concat([Buffer.from('000000', 'hex'), GET, Buffer.from('00000161', 'hex')])),
  )
  expect(exchanges).toMatchObject([
    {
      request: {
        method: 'GET',
        headers: [
          ['', ''],
          ['', 'a'],
        ],
      },
    },
  ])
})

test('requests that the server says it will not answer are not waited for', () => {
  const { exchanges, say } = open()
  for (const stream of [1, 3, 5]) say('in', frame(HEADERS, END_BOTH, stream, GET))
  say('out', frame(GOAWAY, NO_FLAGS, 0, Buffer.from('0000000100000000', 'hex')))
  expect(exchanges.map(({ done }) => done)).toEqual([false, true, true])
  say('out', frame(HEADERS, END_BOTH, 1, Buffer.from([0x88])))
  expect(exchanges[0]).toMatchObject({ status_code: 200, done: true })
})

test('extended CONNECT keeps its path and names its protocol (RFC 8441)', () => {
  const { exchanges, say } = open()
  const literal = (name: string, value: string) =>
    Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value)])
  const block = [
    literal(':method', 'CONNECT'),
    literal(':protocol', 'websocket'),
    literal(':scheme', 'https'),
    literal(':path', '/chat'),
    literal(':authority', 'a.test'),
  ]
  say('in', frame(HEADERS, 4, 1, Buffer.concat(block)))
  say('out', frame(HEADERS, 4, 1, Buffer.from([0x88])), frame(0, NO_FLAGS, 1, Buffer.alloc(50)))
  expect(exchanges).toMatchObject([
    {
      request: { method: 'CONNECT', target: '/chat', authority: 'a.test', protocol: 'websocket' },
      status_code: 200,
      done: false,
    },
  ])
  say('out', frame(0, 1, 1, Buffer.alloc(50)))
  expect(exchanges).toMatchObject([{ response_size: 100, done: true }])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Exchange } from '../exchange.ts'
import { PREFACE } from './messages.ts'
import { Http2Pair } from './pair.ts'

const DATA = 0
const HEADERS = 1
const SETTINGS = 4
const CONTINUATION = 9

function frame(type: number, flags: number, stream_id: number, payload: Buffer | string = ''): Buffer {
  const body = typeof payload === 'string' ? Buffer.from(payload.replaceAll(' ', ''), 'hex') : payload
  const header = Buffer.alloc(9)
  header.writeUIntBE(body.length, 0, 3)
  header.writeUInt8(type, 3)
  header.writeUInt8(flags, 4)
  header.writeUInt32BE(stream_id, 5)
  return Buffer.concat([header, body])
}

/** RFC 7541 C.4.1: GET http://www.example.com/ */
const GET = '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff'
/** The same again, from the table. */
const AGAIN = '8286 84be'
const START = Buffer.concat([PREFACE, frame(SETTINGS, 0, 0, '0003 00000064 0004 00010000'), frame(8, 0, 0, '00ef0001')])

function open(joinedLate = false) {
  const exchanges: Exchange[] = []
  const counts: string[] = []
  const pair = new Http2Pair(joinedLate, {
    onRequest: (exchange) => exchanges.push(exchange),
    count: (name) => counts.push(name),
  })
  const offsets = { in: 0, out: 0 }
  const say = (direction: 'in' | 'out', bytes: Buffer, pieceSize = bytes.length || 1) => {
    for (let at = 0; at < bytes.length; at += pieceSize) {
      const piece = bytes.subarray(at, at + pieceSize)
      pair.push(direction, offsets[direction], piece, 1)
      offsets[direction] += piece.length
    }
  }
  const skip = (direction: 'in' | 'out', length: number) => (offsets[direction] += length)
  return { pair, exchanges, counts, say, skip }
}

test.each([[1], [2], [5], [9], [1000]])('frames cut into pieces of %i are read the same', (size) => {
  const { pair, exchanges, counts, say } = open()
  say(
    'in',
    Buffer.concat([START, frame(2, 0, 3, '80000000 c8'), frame(HEADERS, 5, 1, GET), frame(HEADERS, 5, 3, AGAIN)]),
    size,
  )
  say(
    'out',
    Buffer.concat([
      frame(SETTINGS, 0, 0),
      frame(HEADERS, 4, 3, '89'),
      frame(DATA, 0, 3, '0102'),
      frame(DATA, 1, 3, '03'),
    ]),
    size,
  )
  say('out', frame(HEADERS, 5, 1, '8d'), size)
  expect(exchanges).toMatchObject([
    {
      request: { method: 'GET', target: '/', authority: 'www.example.com', headers: [] },
      status_code: 404,
      response_size: 0,
      done: true,
    },
    { request: { method: 'GET', authority: 'www.example.com' }, status_code: 204, response_size: 3, done: true },
  ])
  expect(pair.opening).toMatchObject({
    settings: [
      { id: 3, value: 100 },
      { id: 4, value: 65536 },
    ],
    window_update: 15663105,
    priorities: [{ stream_id: 3, exclusive: true, depends_on: 0, weight: 201 }],
    pseudo_headers: ['method', 'scheme', 'path', 'authority'],
  })
  expect(counts).toEqual([])
})

test('padding, a priority block and CONTINUATIONs are put aside', () => {
  const { exchanges, say } = open()
  const block = Buffer.from(GET.replaceAll(' ', ''), 'hex')
  const padded = Buffer.concat([Buffer.from([3, 0x80, 0, 0, 0, 15]), block.subarray(0, 2), Buffer.alloc(3)])
  say('in', Buffer.concat([START, frame(HEADERS, 0x29, 1, padded)]))
  expect(exchanges).toHaveLength(0)
  say(
    'in',
    Buffer.concat([
      frame(CONTINUATION, 0, 1, block.subarray(2, 7)),
      frame(CONTINUATION, 0, 1),
      frame(CONTINUATION, 4, 1, block.subarray(7)),
    ]),
  )
  expect(exchanges).toMatchObject([{ request: { authority: 'www.example.com' } }])
  say('out', Buffer.concat([frame(HEADERS, 4, 1, '88'), frame(DATA, 9, 1, Buffer.from([2, 65, 66, 67, 0, 0]))]))
  expect(exchanges).toMatchObject([{ status_code: 200, response_size: 3 }])
})

test('interim answers, trailers and pushed requests are no answers of their own', () => {
  const { exchanges, say } = open()
  say(
    'in',
    Buffer.concat([START, frame(HEADERS, 4, 1, GET), frame(DATA, 0, 1, 'ff'), frame(HEADERS, 5, 1, '0001610162')]),
  )
  say(
    'out',
    Buffer.concat([frame(HEADERS, 4, 1, '08 03 313030'), frame(5, 4, 1, '00000002 8284'), frame(HEADERS, 4, 1, '88')]),
  )
  say('out', Buffer.concat([frame(DATA, 0, 1, '00'), frame(HEADERS, 5, 1, '0001610162')]))
  expect(exchanges).toMatchObject([{ status_code: 200, response_size: 1, done: true }])
})

test('a reset ends the wait', () => {
  const { exchanges, say } = open()
  say('in', Buffer.concat([START, frame(HEADERS, 5, 1, GET), frame(3, 0, 1, '00000008')]))
  expect(exchanges).toMatchObject([{ done: true, status_code: 0 }])
})

test('rapid reset and endless streams keep the memory bounded', () => {
  const { exchanges, counts, say } = open()
  say('out', frame(SETTINGS, 0, 0))
  say('in', Buffer.concat([START, frame(HEADERS, 5, 1, GET)]))
  for (let stream = 3; stream < 6001; stream += 2) say('in', frame(HEADERS, 5, stream, AGAIN))
  expect(exchanges).toHaveLength(3000)
  expect(exchanges.filter(({ done }) => !done)).toHaveLength(1024)
  expect(counts).toEqual(new Array<string>(3000 - 1024).fill('dropped_unanswered_requests'))
})

test('a CONTINUATION flood is cut off and counted', () => {
  const { exchanges, counts, say } = open()
  say('in', Buffer.concat([START, frame(HEADERS, 1, 1, '0001610162')]))
  for (let turn = 0; turn < 40; turn += 1) say('in', frame(CONTINUATION, 0, 1, Buffer.alloc(16384)))
  expect(counts.filter((name) => name === 'dropped_http2_header_blocks')).toHaveLength(1)
  expect(counts.filter((name) => name !== 'dropped_http2_header_blocks')).toEqual([])
  // Told as far as it is kept: a head of 64 KB, counted with 32 bytes a field.
  expect(exchanges).toMatchObject([{ request: { truncated: true, headers: { length: 2047 } } }])
  expect(exchanges[0]?.request.headers[0]).toEqual(['a', 'b'])
  say('in', Buffer.concat([frame(CONTINUATION, 4, 1), frame(HEADERS, 5, 3, GET)]))
  expect(exchanges[1]).toMatchObject({ request: { target: '/', truncated: false } })
})

test('missing DATA costs nothing; other missing frames cost what they carried', () => {
  const { exchanges, counts, say, skip } = open()
  say('in', Buffer.concat([START, frame(HEADERS, 4, 1, GET), frame(DATA, 1, 1, Buffer.alloc(1000)).subarray(0, 100)]))
  skip('in', 909)
  say('in', frame(HEADERS, 5, 3, AGAIN))
  expect(exchanges).toMatchObject([
    { request_ended_ms: 1 },
    { request: { authority: 'www.example.com', truncated: false } },
  ])
  expect(counts).toEqual([])
  skip('in', 50)
  say('in', frame(HEADERS, 5, 5, AGAIN))
  expect(exchanges[2]).toMatchObject({ request: { method: 'GET', authority: '', truncated: true } })
  expect(counts).toEqual(['dropped_http2_gaps'])
})

test('joined late, it tells what is known and no opening', () => {
  const { pair, exchanges, say } = open(true)
  say('in', frame(HEADERS, 5, 7, AGAIN))
  say('out', frame(HEADERS, 5, 7, '88'))
  expect(exchanges).toMatchObject([
    { request: { method: 'GET', target: '/', authority: '', truncated: true }, status_code: 200 },
  ])
  expect(pair.opening).toBeUndefined()
})

test('no bytes in any pieces throw', () => {
  const frames = fc
    .tuple(fc.nat(12), fc.nat(255), fc.nat(5), fc.uint8Array({ maxLength: 40 }))
    .map(([type, flags, stream_id, payload]) => frame(type, flags, stream_id, Buffer.from(payload)))
  const input = fc.array(
    fc.oneof(
      frames,
      fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
    ),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(input, input, fc.integer({ min: 1, max: 40 }), (client, server, size) => {
      const { pair, say } = open()
      say('in', Buffer.concat([START, ...client]), size)
      say('out', Buffer.concat(server), size)
      pair.finish()
    }),
    { numRuns: 1000 },
  )
})

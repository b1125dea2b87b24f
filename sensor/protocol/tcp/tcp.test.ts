import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTcpOptions } from './options.ts'
import { Reassembler, sequenceDistance } from './reassembler.ts'

const options = (hex: string) => parseTcpOptions(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

test('options are named in wire order', () => {
  expect(options('020405b4 0402 080a 00000001 00000000 01 030307')).toMatchObject({
    mss: 1460,
    window_scale: 7,
    names: 'MSS,SACK,TS,NOP,WS',
    timestamp: 1,
    malformed: false,
  })
  expect(options('020405b4 01 0303 08 0101 0402 00 0000')).toMatchObject({
    names: 'MSS,NOP,WS,NOP,NOP,SACK,EOL',
    padding: 2,
  })
  expect(options('fd04f989 22 02')).toMatchObject({ names: '?253,TFO' })
  expect(options('')).toMatchObject({ mss: 0, window_scale: -1, names: '' })
})

test('a lying option length ends the list and is marked', () => {
  expect(options('020405b4 0300')).toMatchObject({ mss: 1460, names: 'MSS,WS', malformed: true })
  expect(options('0209')).toMatchObject({ mss: 0, malformed: true })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => parseTcpOptions(bytes).kinds.length <= bytes.length),
  )
})

test('sequence numbers wrap', () => {
  expect(sequenceDistance(0xfffffff0, 16)).toBe(32)
  expect(sequenceDistance(16, 0xfffffff0)).toBe(-32)
})

test('segments in any order, repeated, overlapping and over the wrap give the stream once', () => {
  const range = fc.tuple(fc.nat(199), fc.integer({ min: 1, max: 60 }))
  fc.assert(
    fc.property(
      fc.array(range, { maxLength: 30 }),
      fc.nat(2 ** 32 - 1),
      fc.integer({ min: 1, max: 50 }),
      (extra, first, size) => {
        const stream = Uint8Array.from({ length: 200 }, (_, at) => at)
        const cover: [number, number][] = []
        for (let at = 0; at < stream.length; at += size) cover.push([at, size])
        const order = [...extra, ...cover.reverse()]
        const segments = new Reassembler(first, 100_000)
        const got: number[] = []
        for (const [at, length] of order) {
          segments.push((first + at) >>> 0, stream.subarray(at, at + length), (offset, bytes) => {
            expect(offset).toBe(got.length)
            got.push(...bytes)
          })
        }
        expect(Uint8Array.from(got)).toEqual(stream)
        expect(segments.waitingBytes).toBe(0)
      },
    ),
  )
})

test('what waits is bounded, and what is refused is counted', () => {
  const segments = new Reassembler(0, 1000)
  for (let at = 0; at < 100; at += 1) segments.push(10 + at * 100, new Uint8Array(100), () => undefined)
  expect(segments.waitingBytes).toBe(1000)
  expect(segments.dropped_bytes).toBe(9000)
})

test('a gap that is given up shows in the offset', () => {
  const segments = new Reassembler(0, 1000)
  const offsets: number[] = []
  segments.push(50, Uint8Array.of(1, 2), (offset) => offsets.push(offset))
  segments.skipGap((offset) => offsets.push(offset))
  expect(offsets).toEqual([50])
  expect(segments.next).toBe(52)
})

test('of contradicting copies the first to reach the front counts; what is already told is not told again', () => {
  const segments = new Reassembler(0, 1000)
  const got: number[] = []
  const say = (at: number, length: number, value: number) =>
    segments.push(at, new Uint8Array(length).fill(value), (offset, bytes) => {
      expect(offset).toBe(got.length)
      got.push(...bytes)
    })
  say(4, 4, 1)
  say(2, 4, 2)
  say(6, 4, 3)
  say(0, 3, 4)
  say(0, 10, 5)
  say(9, 2, 6)
  expect(got).toEqual([4, 4, 4, 2, 2, 2, 1, 1, 3, 3, 6])
  expect(segments.waitingBytes).toBe(0)
})

test('endless tiny and empty segments ahead of a gap are bounded', () => {
  const segments = new Reassembler(0, 1 << 20)
  for (let turn = 0; turn < 100_000; turn += 1) segments.push(10 + turn * 2, new Uint8Array(turn % 2), () => undefined)
  expect(segments.waitingBytes).toBeLessThanOrEqual(256)
  expect(segments.dropped_bytes).toBe(50_000 - segments.waitingBytes)
})

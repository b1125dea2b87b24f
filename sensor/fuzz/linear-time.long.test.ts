import { expect, test } from 'vitest'
import { tlsFactsOf } from '#sensor/fingerprint/tls-facts.ts'
import { Http1Pair } from '#sensor/protocol/http1/pair.ts'
import { ChunkedBody } from '#sensor/protocol/http1/chunked-body.ts'
import { HpackDecoder } from '#sensor/protocol/http2/hpack.ts'
import { Http2Pair } from '#sensor/protocol/http2/pair.ts'
import { CryptoStream } from '#sensor/protocol/quic/crypto-stream.ts'
import { parseFrames } from '#sensor/protocol/quic/parse.ts'
import { Reassembler } from '#sensor/protocol/tcp/reassembler.ts'
import { HelloAssembler } from '#sensor/protocol/tls/assemble.ts'
import { parseClientHello } from '#sensor/protocol/tls/parse.ts'

const SINK = { onRequest: () => undefined, count: () => undefined }
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1')

/** Four times the bytes take four times the time when work is linear, sixteen times when it is quadratic; between them is room for noise. */
const FACTOR = 4
const MOST = 9
const ROUNDS = 5

function fastest(run: (size: number) => void, size: number): number {
  let best = Infinity
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage()
    run(size)
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, user + system)
  }
  return best
}

function inPieces(pair: Http1Pair | Http2Pair, bytes: Buffer, size: number): void {
  for (let at = 0; at < bytes.length; at += size) pair.push('in', at, bytes.subarray(at, at + size), 1)
  pair.finish()
}

function headers(size: number, line: string): Buffer {
  return Buffer.from(`GET / HTTP/1.1\r\n${line.repeat(Math.ceil(size / line.length))}\r\n`, 'latin1')
}

function frames(size: number, type: number, flags: number, payload: Buffer): Buffer {
  const frame = Buffer.concat([Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, 1]), payload])
  const first = Buffer.from([0, 0, 1, 1, type === 9 ? 1 : 5, 0, 0, 0, 1, 0x82])
  return Buffer.concat([PREFACE, first, ...new Array<Buffer>(Math.ceil(size / frame.length)).fill(frame)])
}

function helloOf(size: number): Buffer {
  const ciphers = Math.min(60_000, size) & ~1
  const hello = Buffer.alloc(4 + 2 + 32 + 1 + 2 + ciphers + 2, 0x5b)
  hello.set([1, 0, (hello.length - 4) >> 8, (hello.length - 4) & 0xff], 0)
  hello.set([0, ciphers >> 8, ciphers & 0xff], 38)
  hello.set([1, 0], hello.length - 2)
  return hello
}

test.each<[string, number, (size: number) => void]>([
  [
    'one endless HTTP/1 head, byte by byte',
    200_000,
    (size) => inPieces(new Http1Pair(SINK), headers(size, 'A: b\r\n'), 1),
  ],
  ['one endless HTTP/1 line, byte by byte', 200_000, (size) => inPieces(new Http1Pair(SINK), headers(size, 'x'), 1)],
  [
    'folded lines',
    60_000,
    (size) => {
      for (let turn = 0; turn < 10; turn += 1) inPieces(new Http1Pair(SINK), headers(size, ' x\n'), 100)
    },
  ],
  [
    'pipelined requests',
    500_000,
    (size) => inPieces(new Http1Pair(SINK), Buffer.from('GET / HTTP/1.1\r\n\r\n'.repeat(size / 18)), 1400),
  ],
  [
    'garbage that looks like lines',
    500_000,
    (size) => inPieces(new Http1Pair(SINK), Buffer.from(`\r\n${'AB\n'.repeat(size / 3)}`), 7),
  ],
  [
    'blank lines before a request',
    500_000,
    (size) => inPieces(new Http1Pair(SINK), Buffer.from('\r\n'.repeat(size / 2)), 3),
  ],
  [
    'chunks of one byte',
    600_000,
    (size) => {
      const body = new ChunkedBody()
      const bytes = Buffer.from('1\r\nx\r\n'.repeat(size / 6))
      for (let at = 0; at < bytes.length; at += 1) body.push(bytes.subarray(at, at + 1), 0)
    },
  ],
  [
    'HTTP/2 frames byte by byte',
    200_000,
    (size) => inPieces(new Http2Pair(false, SINK), frames(size, 4, 0, Buffer.alloc(60)), 1),
  ],
  [
    'CONTINUATIONs',
    500_000,
    (size) => inPieces(new Http2Pair(false, SINK), frames(size, 9, 0, Buffer.from([0x82])), 1000),
  ],
  [
    'bytes that are no frames',
    500_000,
    (size) => inPieces(new Http2Pair(false, SINK), Buffer.concat([PREFACE, Buffer.alloc(size, 0xff)]), 20),
  ],
  [
    'references to a large entry',
    400_000,
    (size) =>
      void new HpackDecoder({ maxListSize: 65_536 }).decode(
        Buffer.concat([Buffer.from('4001617fa11e', 'hex'), Buffer.alloc(4000, 0x62), Buffer.alloc(size, 0xbe)]),
      ),
  ],
  [
    'insertions that evict',
    400_000,
    (size) => void new HpackDecoder().decode(Buffer.from('400161016240026161016b'.repeat(size / 11), 'hex')),
  ],
  ['table size updates', 1_000_000, (size) => void new HpackDecoder().decode(Buffer.alloc(size, 0x20))],
  [
    'a hello in records of one byte',
    60_000,
    (size) => {
      const assembler = new HelloAssembler()
      const hello = helloOf(size / 2)
      for (const byte of hello) assembler.push(Buffer.from([22, 3, 1, 0, 1, byte]))
    },
  ],
  [
    'long lists of ciphers',
    60_000,
    (size) => {
      for (let turn = 0; turn < 20; turn += 1) {
        const parsed = parseClientHello(helloOf(size / 2))
        if (parsed.state === 'complete') tlsFactsOf(parsed.value)
      }
    },
  ],
  [
    'CRYPTO frames of one byte, backwards',
    60_000,
    (size) => {
      for (let turn = 0; turn < 20; turn += 1) {
        const stream = new CryptoStream()
        for (let at = size / 2; at >= 0; at -= 1) stream.push(at, Buffer.alloc(1))
      }
    },
  ],
  [
    'QUIC padding and acknowledgements',
    1_000_000,
    (size) => void parseFrames(Buffer.from('000205000000'.repeat(size / 6), 'hex')),
  ],
  [
    'segments ahead of a gap, backwards',
    400_000,
    (size) => {
      const segments = new Reassembler(0, 1 << 20)
      const byte = new Uint8Array(1)
      for (let at = size; at > 0; at -= 1) segments.push(at, byte, () => undefined)
    },
  ],
])('linear in time: %s', (_, size, run) => {
  run(size / FACTOR)
  const ratio = () => fastest(run, size) / Math.max(1, fastest(run, size / FACTOR))
  // A busy machine spoils single measurements, not five in a row.
  const ratios = [ratio()]
  while (ratios.length < 5 && Math.min(...ratios) > MOST) ratios.push(ratio())
  expect(Math.min(...ratios)).toBeLessThan(MOST)
})

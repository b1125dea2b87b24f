import fc from 'fast-check'
import { expect, test } from 'vitest'
import { QuicHello } from './hello.ts'
import { parseDatagram, parseFrames } from './parse.ts'
import { cryptoFrame, PUBLISHED_FRAME, PUBLISHED_HELLO, PUBLISHED_ID, sealInitial } from './test-packets.ts'

const destination = PUBLISHED_ID
const padded = Buffer.concat([PUBLISHED_FRAME, Buffer.alloc(1162 - PUBLISHED_FRAME.length)])

function packetsOf(datagram: Buffer) {
  const parsed = parseDatagram(datagram)
  if (parsed.state !== 'complete') throw new Error(parsed.state)
  return parsed.value
}

function readAll(datagrams: readonly Buffer[]) {
  const packets = datagrams.flatMap(packetsOf)
  const [first] = packets
  if (first === undefined) throw new Error('no packet')
  const hello = new QuicHello(first)
  return packets.map((packet) => hello.push(packet))
}

test.each([
  [
    'v1: RFC 9001 appendix A.2',
    'v1' as const,
    'c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9bd8bab936b47d92ec356c0bab7df5976d27cd449f63300099f399',
    '7e78bfe706ca4cf5e9c5453e9f7cfd2b8b4c8d169a44e55c88d4a9a7f9474241e221af44860018ab0856972e194cd934',
  ],
  [
    'v2: RFC 9369 appendix A.2',
    'v2' as const,
    'd76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485dd04de806071bf03dceebfa162e75d6c96058bdbfb127cdfcbf903388e99ad04',
    '6f4c4938ae79324dc402894b44faf8afbab35282ab659d13c93f70412e85cb199a37ddec600545473cfb5a05e08d0b209973b2172b4d21fb69745a262ccde96ba18b2faa745b6fe189cf772a9f84cbfc',
  ],
])('the published client Initial is read, %s', (_, kind, start, end) => {
  const datagram = sealInitial({ kind, destination, number: 2, payload: padded })
  // What we seal is the published packet: its authentication tag covers every byte of it.
  expect(datagram).toHaveLength(1200)
  expect(datagram.toString('hex')).toMatch(new RegExp(`^${start}[^]*${end}$`))
  expect(readAll([datagram])).toMatchObject([
    {
      state: 'complete',
      value: {
        legacy_version: 0x0303,
        cipher_suites: [0x1301, 0x1302],
        extensions: [0x00, 0xff01, 0x0a, 0x10, 0x05, 0x33, 0x2b, 0x0d, 0x2d, 0x1c, 0x39],
        signature_algorithms: [0x0403, 0x0503, 0x0603, 0x0203, 0x0804, 0x0805, 0x0806],
        alpn: ['alpn'],
        server_name: 'example.com',
        broken: false,
      },
    },
  ])
})

test('coalesced packets, other packet types and padding behind them are walked over', () => {
  const handshake = Buffer.from('e00000000108' + '8394c8f03e515708' + '00' + '4010' + '00'.repeat(16), 'hex')
  const parts = [PUBLISHED_HELLO.subarray(0, 100), PUBLISHED_HELLO.subarray(100)]
  const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = parts.map((bytes, at) =>
    sealInitial({ destination, number: at, payload: cryptoFrame(at * 100, bytes) }),
  )
  const packets = readAll([Buffer.concat([first, handshake, second, Buffer.alloc(300)])])
  expect(packets.map((parsed) => parsed?.state)).toEqual(['need_more', 'complete'])
})

test('PING, PADDING, ACK and CONNECTION_CLOSE may stand between CRYPTO frames, other frames may not', () => {
  const close = Buffer.from('1c0a0602aabb', 'hex')
  const payload = Buffer.concat([Buffer.from([0, 1, 1]), PUBLISHED_FRAME, close, Buffer.alloc(9)])
  expect(parseFrames(payload)).toMatchObject({ frames: [{ offset: 0 }], malformed: false })
  // Largest, delay, one further range, first range, gap and length; then the three ECN counts.
  const acks = Buffer.from('020500010102030305000001010203', 'hex')
  expect(parseFrames(Buffer.concat([acks, PUBLISHED_FRAME]))).toMatchObject({
    frames: [{ offset: 0 }],
    malformed: false,
  })
  expect(parseFrames(Buffer.concat([PUBLISHED_FRAME, Buffer.from([8, 0])]))).toMatchObject({
    frames: [{ offset: 0 }],
    malformed: true,
  })
})

test('packet numbers in any order are unfolded', () => {
  const hello = readAll(
    [70_000, 0, 69_000, 300].map((number, at) =>
      sealInitial({
        destination,
        number,
        payload: cryptoFrame(at * 60, PUBLISHED_HELLO.subarray(at * 60, at * 60 + 61)),
      }),
    ),
  )
  expect(hello.map((parsed) => parsed?.state)).toEqual(['need_more', 'need_more', 'need_more', 'complete'])
})

test('what other keys protected is not this connection, and lies about lengths are told', () => {
  const other = sealInitial({ destination, keyedBy: Buffer.alloc(8, 1), number: 0, payload: padded })
  expect(readAll([other])).toEqual([undefined])
  const far = sealInitial({ destination, number: 0, payload: cryptoFrame(65_500, Buffer.alloc(100)) })
  expect(readAll([far])).toMatchObject([{ state: 'malformed' }])
  const datagram = sealInitial({ destination, number: 0, payload: padded })
  for (let length = 1; length < 60; length += 1) {
    expect(parseDatagram(datagram.subarray(0, length)).state).toBe('malformed')
  }
  expect(parseDatagram(Buffer.from('c000000001ff', 'hex')).state).toBe('malformed')
  expect(packetsOf(Buffer.from('c0abcdef0108', 'hex'))).toEqual([])
})

test('any order, repetition and cutting of frames, packets and datagrams gives the same hello', () => {
  const cuts = fc.array(fc.integer({ min: 1, max: PUBLISHED_HELLO.length - 1 }), { maxLength: 12 })
  fc.assert(
    fc.property(
      cuts,
      fc.array(fc.nat(), { minLength: 50, maxLength: 50 }),
      fc.boolean(),
      (places, random, coalesced) => {
        const ends = [...new Set([...places, PUBLISHED_HELLO.length])].sort((a, b) => a - b)
        let turn = 0
        const next = () => random[turn++ % random.length] ?? 0
        const pieces = ends.map((end, at) => {
          const start = Math.max(0, (ends[at - 1] ?? 0) - (next() % 5))
          return cryptoFrame(start, PUBLISHED_HELLO.subarray(start, end))
        })
        const shuffled = [...pieces, ...pieces.slice(0, next() % 3)]
          .map((piece) => ({ piece, place: next() }))
          .sort((a, b) => a.place - b.place)
        const packets = shuffled.map(({ piece }, number) =>
          sealInitial({ destination, number, payload: Buffer.concat([Buffer.alloc(20), piece]) }),
        )
        const told = readAll(coalesced ? [Buffer.concat(packets)] : packets).filter(
          (parsed) => parsed?.state === 'complete',
        )
        expect(told).toMatchObject([{ value: { server_name: 'example.com', alpn: ['alpn'] } }])
      },
    ),
    { numRuns: 150 },
  )
})

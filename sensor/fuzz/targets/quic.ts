import { QuicHello } from '#sensor/protocol/quic/hello.ts'
import { parseDatagram, parseFrames } from '#sensor/protocol/quic/parse.ts'
import {
  cryptoFrame,
  PUBLISHED_FRAME,
  PUBLISHED_HELLO,
  PUBLISHED_ID,
  sealInitial,
} from '#sensor/protocol/quic/test-packets.ts'
import { expectAtMost } from '../pieces.ts'
import type { FuzzTarget } from '../run.ts'

const MAX_HELD = 2 * 65536
const sealed = sealInitial({ destination: PUBLISHED_ID, number: 1, payload: PUBLISHED_FRAME })

export const quicDatagram: FuzzTarget = {
  name: 'quic-datagram',
  corpus: () => [
    sealed,
    sealInitial({
      kind: 'v2',
      destination: PUBLISHED_ID,
      number: 9,
      payload: PUBLISHED_FRAME,
      token: Buffer.alloc(40),
    }),
    Buffer.concat([sealed, sealed, Buffer.from('e0000000010000401100112233445566778899aabbccddeeff00', 'hex')]),
  ],
  words: [
    '\xc0\0\0\0\x01',
    '\xd0\x6b\x33\x43\xcf',
    '\x40\x00',
    '\xff\xff\xff\xff\xff\xff\xff\xff',
    '\x15',
    '\xe0\0\0\0\x01',
  ],
  check: (bytes) => {
    const parsed = parseDatagram(bytes)
    if (parsed.state !== 'complete') return
    let length = 0
    for (const packet of parsed.value) {
      length += packet.bytes.length
      new QuicHello(packet).push(packet)
    }
    expectAtMost(length, bytes.length, 'bytes of packets')
  },
}

/** The payloads of two packets, sealed here, so that what is fuzzed reaches the frames. */
export const quicFrames: FuzzTarget = {
  name: 'quic-frames',
  corpus: () => [
    Buffer.concat([PUBLISHED_FRAME, Buffer.alloc(20)]),
    Buffer.concat([
      cryptoFrame(100, PUBLISHED_HELLO.subarray(100)),
      Buffer.from([1, 0]),
      cryptoFrame(0, PUBLISHED_HELLO.subarray(0, 110)),
    ]),
    Buffer.from('0205000105010103' + '0305000101010203' + '1c0a0602aabb', 'hex'),
  ],
  words: [
    '\x06\x40\x00\x40\x10',
    '\x06\x80\0\xff\xff\x01',
    '\x02',
    '\x03',
    '\x1c',
    '\x06\xff\xff\xff\xff\xff\xff\xff\xff',
  ],
  check: (bytes, random) => {
    const { frames } = parseFrames(bytes)
    expectAtMost(
      frames.reduce((sum, frame) => sum + frame.bytes.length, 0),
      bytes.length,
      'bytes of frames',
    )
    const cut = random.below(bytes.length + 1)
    const packets = [bytes.subarray(0, cut), bytes.subarray(cut)].map((payload, number) =>
      sealInitial({ destination: PUBLISHED_ID, number, payload: Buffer.concat([payload, Buffer.alloc(16)]) }),
    )
    const parsed = parseDatagram(Buffer.concat(packets))
    const [first] = parsed.state === 'complete' ? parsed.value : []
    if (parsed.state !== 'complete' || first === undefined) throw new Error('a sealed packet is not read')
    const hello = new QuicHello(first)
    for (const packet of parsed.value) {
      if (hello.push(packet) === undefined) throw new Error('a sealed packet is not opened')
      expectAtMost(hello.heldBytes, MAX_HELD, 'bytes held')
    }
  },
}

import { tcpSignatureOf } from '#sensor/fingerprint/tcp-signature.ts'
import { parseTcpOptions } from '#sensor/protocol/tcp/options.ts'
import { Reassembler } from '#sensor/protocol/tcp/reassembler.ts'
import { expectAtMost } from '../pieces.ts'
import type { FuzzTarget } from '../run.ts'

const SYN = { ip_version: 4 as const, ip_meta_ttl: 64, ip_meta_id: 1, ip_meta_df: true, tcp_meta_window_size: 64240 }

export const tcpOptions: FuzzTarget = {
  name: 'tcp-options',
  corpus: () => [
    Buffer.from('020405b40402080a000000010000000001030307', 'hex'),
    Buffer.from('0204ffd70101040213120011223344', 'hex'),
    Buffer.from('0000000000', 'hex'),
  ],
  words: ['\x02\x04\x05\xb4', '\x08\x0a', '\x05\x0a', '\x22\x02', '\xfe\x00', '\x03\x03\x0f'],
  check: (bytes) => {
    const options = parseTcpOptions(bytes)
    expectAtMost(options.kinds.length + options.padding, bytes.length, 'options of a SYN')
    tcpSignatureOf(SYN, options)
  },
}

const MAX_WAITING = 2000
const FIRST = 0xffffff00

/** Each four bytes are a segment: where it begins, how long it is, whether to give up a gap. */
export const reassembler: FuzzTarget = {
  name: 'reassembler',
  corpus: () => [
    Buffer.from('00000500000505000010050000100a00000f0500', 'hex'),
    Buffer.from('0100ff000000ff00ffff20000020ff0100000000', 'hex'),
  ],
  words: ['\0\0\xff\0', '\xff\xff\xff\0', '\0\0\0\x01'],
  check: (bytes) => {
    const segments = new Reassembler(FIRST, MAX_WAITING)
    let next = 0
    const deliver = (offset: number, piece: Uint8Array) => {
      if (offset < next) throw new Error(`bytes at ${offset} came twice`)
      if (piece.length === 0) throw new Error('nothing was delivered')
      // Every segment carries, at each place, the low byte of that place.
      for (const [at, byte] of piece.entries()) {
        if (byte !== (offset + at) % 256) throw new Error('bytes came out of order')
      }
      next = offset + piece.length
    }
    for (let at = 0; at + 4 <= bytes.length; at += 4) {
      const start = bytes.readInt16BE(at)
      const segment = Uint8Array.from({ length: bytes.readUInt8(at + 2) }, (_, place) => (start + place + 65536) % 256)
      if (bytes.readUInt8(at + 3) === 1) segments.skipGap(deliver)
      segments.push((FIRST + start + 2 ** 32) % 2 ** 32, segment, deliver)
      expectAtMost(segments.waitingBytes, MAX_WAITING, 'waiting bytes')
    }
    while (segments.waiting) segments.skipGap(deliver)
    if (segments.waitingBytes !== 0) throw new Error('bytes are held though none wait')
  },
}

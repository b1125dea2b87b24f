import { ByteReader, Malformed } from '../byte-reader.ts'
import type { Parsed } from '../parsed.ts'
import {
  ACK,
  ACK_ECN,
  CONNECTION_CLOSE,
  CRYPTO,
  MAX_CONNECTION_ID_LENGTH,
  PADDING,
  PING,
  VERSIONS,
} from './messages.ts'
import type { CryptoFrame, InitialPacket } from './messages.ts'

const LONG_HEADER = 0x80

/** The Initial packets of a datagram (RFC 9000 section 12.2); what else was put into it is walked over. */
export function parseDatagram(datagram: Buffer): Parsed<InitialPacket[]> {
  const packets: InitialPacket[] = []
  const reader = new ByteReader(datagram)
  try {
    // After a packet without a length, or padding behind the last one, nothing more can be told.
    while (reader.left > 0 && ((datagram[reader.at] ?? 0) & LONG_HEADER) !== 0) {
      const packet = readLongPacket(datagram, reader)
      if (packet === 'ends') break
      if (packet !== 'other') packets.push(packet)
    }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    if (packets.length === 0) return { state: 'malformed', reason: error.message }
  }
  return { state: 'complete', value: packets, consumed: datagram.length }
}

function readLongPacket(datagram: Buffer, reader: ByteReader): InitialPacket | 'other' | 'ends' {
  const start = reader.at
  const first = reader.u8()
  const version = VERSIONS.get(reader.u32())
  if (version === undefined) return 'ends'
  const destination_connection_id = readConnectionId(datagram, reader)
  const source_connection_id = readConnectionId(datagram, reader)
  const type = version.types[(first >> 4) & 3]
  if (type === 'retry') return 'ends'
  if (type === 'initial') reader.skip(reader.varint())
  const length = reader.varint()
  const packet_number_at = reader.at - start
  reader.skip(length)
  if (type !== 'initial') return 'other'
  const bytes = datagram.subarray(start, reader.at)
  return { version, destination_connection_id, source_connection_id, bytes, packet_number_at }
}

function readConnectionId(datagram: Buffer, reader: ByteReader): Buffer {
  const length = reader.u8()
  if (length > MAX_CONNECTION_ID_LENGTH) throw new Malformed('connection id too long')
  const start = reader.at
  reader.skip(length)
  return datagram.subarray(start, start + length)
}

/** The CRYPTO frames of a decrypted Initial packet (RFC 9000 section 19.6); frames up to a broken one are kept. */
export function parseFrames(payload: Buffer): { frames: CryptoFrame[]; malformed: boolean } {
  const frames: CryptoFrame[] = []
  const reader = new ByteReader(payload)
  try {
    while (reader.left > 0) {
      const frame = readFrame(payload, reader)
      if (frame !== undefined) frames.push(frame)
    }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return { frames, malformed: true }
  }
  return { frames, malformed: false }
}

function readFrame(payload: Buffer, reader: ByteReader): CryptoFrame | undefined {
  const type = reader.u8()
  if (type === CRYPTO) {
    const offset = reader.varint()
    const length = reader.varint()
    const start = reader.at
    reader.skip(length)
    return { offset, bytes: payload.subarray(start, start + length) }
  }
  if (type === ACK || type === ACK_ECN) skipAck(reader, type)
  else if (type === CONNECTION_CLOSE) {
    reader.varint()
    reader.varint()
    reader.skip(reader.varint())
  } else if (type !== PADDING && type !== PING) throw new Malformed('a frame that no Initial packet may hold')
  return undefined
}

/** RFC 9000 section 19.3. */
function skipAck(reader: ByteReader, type: number): void {
  reader.varint()
  reader.varint()
  const ranges = reader.varint()
  reader.varint()
  for (let range = 0; range < ranges; range += 1) {
    reader.varint()
    reader.varint()
  }
  if (type === ACK_ECN) for (let count = 0; count < 3; count += 1) reader.varint()
}

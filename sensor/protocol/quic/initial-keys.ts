import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import type { InitialPacket, QuicVersion } from './messages.ts'

const HASH = 'sha256'
const SECRET_LENGTH = 32
const KEY_LENGTH = 16
const NONCE_LENGTH = 12
const TAG_LENGTH = 16
const SAMPLE_LENGTH = 16
/** The sample is taken as if the packet number had this length (RFC 9001 section 5.4.2). */
const LONGEST_PACKET_NUMBER = 4

/**
 * What protects the client's Initial packets (RFC 9001 section 5): derived from the connection id that its first packet chose, so
 * whoever saw that packet can read them.
 */
export class InitialKeys {
  readonly #key: Buffer
  readonly #iv: Buffer
  readonly #headerKey: Buffer
  /** Largest packet number read so far. */
  #largest = -1

  constructor(version: QuicVersion, connectionId: Uint8Array) {
    const secret = hkdfSync(HASH, connectionId, version.salt, labelInfo('client in', SECRET_LENGTH), SECRET_LENGTH)
    const { key, iv, hp } = version.labels
    this.#key = expand(secret, key, KEY_LENGTH)
    this.#iv = expand(secret, iv, NONCE_LENGTH)
    this.#headerKey = expand(secret, hp, KEY_LENGTH)
  }

  /** The packet's frames; undefined when these keys did not protect it. */
  open({ bytes, packet_number_at }: InitialPacket): Buffer | undefined {
    const sampleAt = packet_number_at + LONGEST_PACKET_NUMBER
    if (bytes.length < sampleAt + SAMPLE_LENGTH) return undefined
    const cipher = createCipheriv('aes-128-ecb', this.#headerKey, null)
    const mask = cipher.update(bytes.subarray(sampleAt, sampleAt + SAMPLE_LENGTH))
    const first = bytes.readUInt8(0) ^ (mask.readUInt8(0) & 0x0f)
    const numberLength = (first & 3) + 1
    const payloadAt = packet_number_at + numberLength
    const header = Buffer.from(bytes.subarray(0, payloadAt))
    header.writeUInt8(first, 0)
    for (let at = 0; at < numberLength; at += 1) {
      header.writeUInt8(header.readUInt8(packet_number_at + at) ^ mask.readUInt8(1 + at), packet_number_at + at)
    }
    const number = this.#wholeNumber(header.readUIntBE(packet_number_at, numberLength), numberLength)
    const payload = this.#decrypt(number, header, bytes.subarray(payloadAt))
    if (payload !== undefined) this.#largest = Math.max(this.#largest, number)
    return payload
  }

  /** RFC 9000 appendix A.3. */
  #wholeNumber(truncated: number, length: number): number {
    const window = 2 ** (8 * length)
    const expected = this.#largest + 1
    const candidate = expected - (expected % window) + truncated
    if (candidate <= expected - window / 2) return candidate + window
    return candidate > expected + window / 2 && candidate >= window ? candidate - window : candidate
  }

  #decrypt(number: number, header: Buffer, sealed: Buffer): Buffer | undefined {
    const end = sealed.length - TAG_LENGTH
    if (end < 0) return undefined
    const nonce = Buffer.from(this.#iv)
    for (let at = NONCE_LENGTH - 1, rest = number; rest > 0; at -= 1, rest = Math.floor(rest / 256)) {
      nonce.writeUInt8(nonce.readUInt8(at) ^ (rest % 256), at)
    }
    const decipher = createDecipheriv('aes-128-gcm', this.#key, nonce, { authTagLength: TAG_LENGTH })
    decipher.setAAD(header)
    decipher.setAuthTag(sealed.subarray(end))
    const payload = decipher.update(sealed.subarray(0, end))
    try {
      decipher.final()
      return payload
    } catch {
      return undefined
    }
  }
}

/** HKDF-Expand-Label (RFC 8446 section 7.1) of at most one hash's length. */
function expand(secret: ArrayBuffer, label: string, length: number): Buffer {
  return createHmac(HASH, Buffer.from(secret))
    .update(labelInfo(label, length))
    .update('\x01')
    .digest()
    .subarray(0, length)
}

function labelInfo(label: string, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`, 'latin1')
  return Buffer.concat([Buffer.from([0, length, name.length]), name, Buffer.from([0])])
}

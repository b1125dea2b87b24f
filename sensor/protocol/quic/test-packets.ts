import { createCipheriv, createHmac } from 'node:crypto'

/** What a test client sends: our own sealing, checked against the published packets in quic.test.ts. */
const KINDS = {
  v1: {
    salt: '38762cf7f55934b34d179ae6a4c80cadccbb7f0a',
    version: '00000001',
    first: 0xc0,
    labels: ['quic key', 'quic iv', 'quic hp'],
  },
  v2: {
    salt: '0dede3def700a6db819381be6e269dcbf9bd2ed9',
    version: '6b3343cf',
    first: 0xd0,
    labels: ['quicv2 key', 'quicv2 iv', 'quicv2 hp'],
  },
} as const

export interface TestPacket {
  kind?: keyof typeof KINDS
  destination: Buffer
  source?: Buffer
  token?: Buffer
  number: number
  payload: Buffer
  /** The connection id whose keys protect it, when it is not the destination. */
  keyedBy?: Buffer
}

const hmac = (key: Uint8Array, ...parts: Uint8Array[]) => {
  const digest = createHmac('sha256', key)
  for (const part of parts) digest.update(part)
  return digest.digest()
}

function expand(secret: Uint8Array, label: string, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`)
  const info = Buffer.concat([Buffer.from([0, length, name.length]), name, Buffer.from([0, 1])])
  return hmac(secret, info).subarray(0, length)
}

/** A variable-length integer of at least two bytes. */
function varint(value: number): Buffer {
  const bytes = Buffer.alloc(value < 2 ** 14 ? 2 : 4)
  if (bytes.length === 2) bytes.writeUInt16BE(0x4000 + value)
  else bytes.writeUInt32BE(0x80000000 + value)
  return bytes
}

export function cryptoFrame(offset: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([6]), varint(offset), varint(bytes.length), bytes])
}

/** A client Initial packet as it crosses the network. */
export function sealInitial({ kind = 'v1', destination, number, payload, ...more }: TestPacket): Buffer {
  const { salt, version, first, labels } = KINDS[kind]
  const secret = expand(hmac(Buffer.from(salt, 'hex'), more.keyedBy ?? destination), 'client in', 32)
  const [key, nonce, headerKey] = [
    expand(secret, labels[0], 16),
    expand(secret, labels[1], 12),
    expand(secret, labels[2], 16),
  ]
  const [source, token] = [more.source ?? Buffer.alloc(0), more.token ?? Buffer.alloc(0)]
  const packetNumber = Buffer.alloc(4)
  packetNumber.writeUInt32BE(number)
  const header = Buffer.concat([
    Buffer.from([first | 3]),
    Buffer.from(version, 'hex'),
    Buffer.from([destination.length]),
    destination,
    Buffer.from([source.length]),
    source,
    Buffer.from([token.length]),
    token,
    varint(4 + payload.length + 16),
    packetNumber,
  ])
  for (let at = 0; at < 4; at += 1) nonce[8 + at] = (nonce[8 + at] ?? 0) ^ (packetNumber[at] ?? 0)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  cipher.setAAD(header)
  const sealed = Buffer.concat([cipher.update(payload), cipher.final(), cipher.getAuthTag()])
  const mask = createCipheriv('aes-128-ecb', headerKey, null).update(sealed.subarray(0, 16))
  header[0] = (header[0] ?? 0) ^ ((mask[0] ?? 0) & 0x0f)
  for (let at = 0; at < 4; at += 1) {
    const place = header.length - 4 + at
    header[place] = (header[place] ?? 0) ^ (mask[1 + at] ?? 0)
  }
  return Buffer.concat([header, sealed])
}

/** The CRYPTO frame of RFC 9001 appendix A.2, which RFC 9369 appendix A.2 repeats. */
export const PUBLISHED_FRAME = Buffer.from(
  '060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c000004130113020' +
    '10000c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d00170018001000070005' +
    '04616c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753de171fa71f50f1c' +
    'e15d43e994ec74d748002b0003020304000d0010000e0403050306030203080408050806002d00020101001c000240' +
    '01003900320408ffffffffffffffff05048000ffff07048000ffff0801100104800075300901100f088394c8f03e51570806048000ffff',
  'hex',
)
/** The ClientHello in it. */
export const PUBLISHED_HELLO = PUBLISHED_FRAME.subarray(4)
export const PUBLISHED_ID = Buffer.from('8394c8f03e515708', 'hex')

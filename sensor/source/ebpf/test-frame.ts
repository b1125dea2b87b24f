/** Test support: frames built by hand, as a network card hands them over. */
const MAC = Buffer.alloc(12, 2)

const be16 = (value: number): Buffer => Buffer.from([(value >> 8) & 255, value & 255])
const be32 = (value: number): Buffer =>
  Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255])

export function ethernet(payload: Buffer, type: number, tags: readonly number[] = []): Buffer {
  return Buffer.concat([MAC, ...tags.flatMap((tag) => [be16(tag), be16(7)]), be16(type), payload])
}

interface Ipv4Fields {
  options?: Buffer
  /** In bytes, a multiple of 8. */
  fragmentOffset?: number
  moreFragments?: boolean
  source?: readonly number[]
  protocol?: number
}

export function ipv4(payload: Buffer, fields: Ipv4Fields = {}): Buffer {
  const { options = Buffer.alloc(0), fragmentOffset = 0, moreFragments = false, source = [192, 0, 2, 1] } = fields
  const length = 20 + options.length
  const fragment = fragmentOffset / 8 + (moreFragments ? 0x2000 : 0)
  const head = [
    ...[0x40 + length / 4, 0, ...be16(length + payload.length), ...be16(0x1234), ...be16(fragment)],
    ...[61, fields.protocol ?? 6, 0, 0, ...source, 198, 51, 100, 1],
  ]
  return Buffer.concat([Buffer.from(head), options, payload])
}

/** `extensions`: kind and bytes; each begins with what follows it, which is filled in here. */
export function ipv6(
  payload: Buffer,
  extensions: readonly { kind: number; bytes: Buffer }[] = [],
  protocol = 6,
): Buffer {
  const parts = extensions.map(({ bytes }, index) =>
    Buffer.concat([Buffer.from([extensions[index + 1]?.kind ?? protocol]), bytes.subarray(1)]),
  )
  const rest = Buffer.concat([...parts, payload])
  const addresses = Buffer.concat([Buffer.alloc(15, 0x20), Buffer.from([1]), Buffer.alloc(15, 0x20), Buffer.from([2])])
  return Buffer.concat([
    Buffer.from([0x60, 0, 0, 0]),
    be16(rest.length),
    Buffer.from([extensions[0]?.kind ?? protocol, 62]),
    addresses,
    rest,
  ])
}

interface TcpFields {
  port: number
  sequence: number
  flags: number
  options?: Buffer
  payload?: Buffer
}

export const [SYN, ACK] = [2, 16]

export function tcp({
  port,
  sequence,
  flags,
  options = Buffer.alloc(0),
  payload = Buffer.alloc(0),
}: TcpFields): Buffer {
  const offset = (20 + options.length) << 2
  const head = [be16(port), be16(8443), be32(sequence), be32(0), Buffer.from([offset, flags]), be16(64_240), be32(0)]
  return Buffer.concat([...head, options, payload])
}

export function udp(port: number, payload: Buffer): Buffer {
  return Buffer.concat([be16(5555), be16(port), be16(8 + payload.length), be16(0), payload])
}

/** A handshake record whose ClientHello has that many bytes; only its lengths are true. */
export function helloRecord(length: number): Buffer {
  const head = [Buffer.from([0x16, 3, 1]), be16(length + 4), Buffer.from([1, 0]), be16(length)]
  return Buffer.concat([...head, Buffer.alloc(length, 0x61)])
}

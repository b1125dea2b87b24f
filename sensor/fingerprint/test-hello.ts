/** A ClientHello put together field by field, for tests. */
export interface TestHello {
  legacy_version?: number
  cipher_suites?: readonly number[]
  /** Type and body, in order; undefined: no extension block at all. */
  extensions?: readonly (readonly [number, Buffer])[] | undefined
}

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])
const u16List = (values: readonly number[]): Buffer => Buffer.concat(values.map(u16))
const behindLength = (bytes: Buffer): Buffer => Buffer.concat([u16(bytes.length), bytes])
const behindByteLength = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([bytes.length]), bytes])

/** The handshake message. */
export function testHello({ legacy_version = 0x0303, cipher_suites = [0x1301], extensions }: TestHello): Buffer {
  const block = extensions?.map(([type, body]) => Buffer.concat([u16(type), behindLength(body)]))
  const body = Buffer.concat([
    u16(legacy_version),
    Buffer.alloc(32, 7),
    behindByteLength(Buffer.alloc(32, 1)),
    behindLength(u16List(cipher_suites)),
    Buffer.from([1, 0]),
    block === undefined ? Buffer.alloc(0) : behindLength(Buffer.concat(block)),
  ])
  return Buffer.concat([Buffer.from([1, body.length >> 16, (body.length >> 8) & 0xff, body.length & 0xff]), body])
}

/** Bodies of the extensions that fingerprints read. */
export const bodies = {
  name: (host: string): Buffer =>
    behindLength(Buffer.concat([Buffer.from([0]), behindLength(Buffer.from(host, 'latin1'))])),
  protocols: (names: readonly string[]): Buffer =>
    behindLength(Buffer.concat(names.map((name) => behindByteLength(Buffer.from(name, 'latin1'))))),
  versions: (values: readonly number[]): Buffer => behindByteLength(u16List(values)),
  list: (values: readonly number[]): Buffer => behindLength(u16List(values)),
  formats: (values: readonly number[]): Buffer => behindByteLength(Buffer.from(values)),
}

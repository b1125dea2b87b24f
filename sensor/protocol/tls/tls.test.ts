import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HelloAssembler } from './assemble.ts'
import { isGrease } from './messages.ts'
import { parseClientHello } from './parse.ts'

const u16 = (value: number) => Buffer.from([value >> 8, value & 0xff])
const u16List = (values: readonly number[]) => Buffer.concat(values.map(u16))
const withLength = (bytes: Buffer) => Buffer.concat([u16(bytes.length), bytes])
const withByteLength = (bytes: Buffer) => Buffer.concat([Buffer.from([bytes.length]), bytes])
const extension = (type: number, body: Buffer) => Buffer.concat([u16(type), withLength(body)])

function hello(extensions: readonly Buffer[] | undefined, ciphers = [0x0a0a, 0x1301, 0x00ff], padding = 0): Buffer {
  const body = Buffer.concat([
    u16(0x0303),
    Buffer.alloc(32, 7),
    withByteLength(Buffer.alloc(32, 1)),
    withLength(u16List(ciphers)),
    Buffer.from([1, 0]),
    extensions === undefined ? Buffer.alloc(0) : withLength(Buffer.concat([...extensions, Buffer.alloc(padding)])),
  ])
  return Buffer.concat([Buffer.from([1, body.length >> 16, (body.length >> 8) & 0xff, body.length & 0xff]), body])
}

function records(message: Buffer, size: number): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < message.length; at += size) {
    parts.push(Buffer.from([22, 3, 1]), withLength(message.subarray(at, at + size)))
  }
  return Buffer.concat(parts)
}

const SERVER_NAME = extension(0, withLength(Buffer.concat([Buffer.from([0]), withLength(Buffer.from('vigie.test'))])))
const PROTOCOLS = extension(
  16,
  withLength(Buffer.concat(['h2', 'http/1.1'].map((name) => withByteLength(Buffer.from(name))))),
)
const SIGNATURES = extension(13, withLength(u16List([0x0403, 0x0804])))
const VERSIONS = extension(43, withByteLength(u16List([0x2a2a, 0x0304])))
const GROUPS = extension(10, withLength(u16List([0x11ec, 0x001d])))
const FULL = hello([
  SERVER_NAME,
  PROTOCOLS,
  SIGNATURES,
  VERSIONS,
  GROUPS,
  extension(11, Buffer.from([1, 0])),
  extension(0xfe0d, Buffer.alloc(9)),
])

function valueOf(message: Buffer) {
  const parsed = parseClientHello(message)
  if (parsed.state !== 'complete') throw new Error(parsed.state)
  return parsed.value
}

test('a hello gives its lists in wire order, unknown extensions included', () => {
  expect(valueOf(FULL)).toEqual({
    legacy_version: 0x0303,
    cipher_suites: [0x0a0a, 0x1301, 0x00ff],
    extensions: [0, 16, 13, 43, 10, 11, 0xfe0d],
    supported_versions: [0x2a2a, 0x0304],
    supported_groups: [0x11ec, 0x001d],
    ec_point_formats: [0],
    signature_algorithms: [0x0403, 0x0804],
    alpn: ['h2', 'http/1.1'],
    server_name: 'vigie.test',
    broken: false,
  })
})

test('a hello without an extension block is legal', () => {
  expect(valueOf(hello(undefined))).toMatchObject({ extensions: [], broken: false })
})

test('certificate and credential algorithms do not count as signature algorithms', () => {
  const other = withLength(u16List([0x0807]))
  expect(valueOf(hello([extension(0x0022, other), SIGNATURES, extension(0x0032, other)])).signature_algorithms).toEqual(
    [0x0403, 0x0804],
  )
})

test('a broken extension list keeps what came before', () => {
  const cut = hello([SERVER_NAME, Buffer.from([0, 16, 0xff, 0xff, 0])])
  expect(valueOf(cut)).toMatchObject({ server_name: 'vigie.test', extensions: [0], broken: true })
  expect(valueOf(hello([extension(16, Buffer.from([0, 200, 1])), VERSIONS]))).toMatchObject({
    extensions: [16, 43],
    broken: true,
  })
})

test('GREASE is the sixteen values of RFC 8701', () => {
  const found = Array.from({ length: 65536 }, (_, value) => value).filter(isGrease)
  expect(found).toHaveLength(16)
  expect(found).toContain(0xfafa)
})

test('cut into any records and any pieces the hello is the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), (recordSize, pieceSize) => {
      const bytes = records(FULL, recordSize)
      const assembler = new HelloAssembler()
      let state = 'need_more'
      for (let at = 0; at < bytes.length; at += pieceSize) {
        expect(state).toBe('need_more')
        const parsed = assembler.push(bytes.subarray(at, at + pieceSize))
        state = parsed.state
        if (parsed.state === 'complete') expect(parsed.value).toEqual(valueOf(FULL))
      }
      expect(state).toBe('complete')
    }),
  )
})

test('a hello with large key shares is read whole, one over the cap is refused', () => {
  const large = hello([extension(51, Buffer.alloc(30_000)), extension(21, Buffer.alloc(30_000)), VERSIONS])
  expect(new HelloAssembler().push(records(large, 16384)).state).toBe('complete')
  const claims = Buffer.concat([Buffer.from([22, 3, 1, 0x40, 0, 1, 0xff, 0xff, 0xff])])
  expect(new HelloAssembler().push(claims)).toEqual({ state: 'malformed', reason: 'hello too long' })
})

test('the hello that answers a HelloRetryRequest follows, after a change_cipher_spec or without one', () => {
  const second = hello([SERVER_NAME, VERSIONS])
  for (const between of ['140303000101', '']) {
    const bytes = Buffer.concat([records(FULL, 100), Buffer.from(between, 'hex'), records(second, 40)])
    for (const size of [1, 7, 300, bytes.length]) {
      const assembler = new HelloAssembler()
      const found: number[] = []
      for (let at = 0; at < bytes.length;) {
        const parsed = assembler.push(bytes.subarray(at, at + size))
        at += parsed.state === 'complete' ? parsed.consumed : Math.min(size, bytes.length - at)
        if (parsed.state === 'complete') found.push(parsed.value.extensions.length)
      }
      expect(found).toEqual([7, 2])
    }
  }
})

test('what is not TLS is told at the first byte that shows it', () => {
  expect(new HelloAssembler().push(Buffer.from('GET'))).toMatchObject({ state: 'malformed' })
  expect(new HelloAssembler().push(Buffer.from([22, 3, 1, 0, 4, 2]))).toMatchObject({ state: 'malformed' })
})

test('no prefix is complete, and no mutation throws', () => {
  for (let length = 0; length < FULL.length; length += 1)
    expect(parseClientHello(FULL.subarray(0, length)).state).toBe('need_more')
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(FULL.length - 1), fc.nat(255)), { minLength: 1, maxLength: 10 }),
      (changes) => {
        const changed = Buffer.from(FULL)
        for (const [at, value] of changes) changed[at] = value
        parseClientHello(changed)
        new HelloAssembler().push(records(changed, 100))
      },
    ),
    { numRuns: 3000 },
  )
})

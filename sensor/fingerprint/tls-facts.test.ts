import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isGrease } from '#sensor/protocol/tls/messages.ts'
import { parseClientHello } from '#sensor/protocol/tls/parse.ts'
import { bodies, testHello } from './test-hello.ts'
import type { TestHello } from './test-hello.ts'
import { tlsFactsOf } from './tls-facts.ts'

const GREASE = [0x0a0a, 0x1a1a, 0x4a4a, 0xfafa]
const ZEROS = '000000000000'

function factsOf(hello: TestHello, transport: 't' | 'q' | 'd' = 't') {
  const parsed = parseClientHello(testHello(hello))
  if (parsed.state !== 'complete') throw new Error(parsed.state)
  return tlsFactsOf(parsed.value, transport)
}
const sha = (text: string) => (text === '' ? ZEROS : createHash('sha256').update(text).digest('hex').slice(0, 12))
const hex = (values: readonly number[]) => values.map((value) => value.toString(16).padStart(4, '0')).join(',')

const withAll = (protocols: readonly string[], more: readonly (readonly [number, Buffer])[] = []): TestHello => ({
  cipher_suites: [0x1301, 0xc02b],
  extensions: [
    [0x0000, bodies.name('a.test')],
    [0x0010, bodies.protocols(protocols)],
    [0x002b, bodies.versions([0x0304])],
    [0x000d, bodies.list([0x0804, 0x0403])],
    ...more,
  ],
})

test('lists that hold nothing but GREASE count as empty ones', () => {
  const facts = factsOf({ cipher_suites: GREASE, extensions: GREASE.map((type) => [type, Buffer.alloc(0)] as const) })
  expect(facts).toMatchObject({
    ja4: `t12i000000_${ZEROS}_${ZEROS}`,
    ja4_o: `t12i000000_${ZEROS}_${ZEROS}`,
    ja4_r: 't12i000000__',
    ja3: '771,,,,',
    tls_version: '1.2',
  })
})

test('supported_versions with GREASE only falls back to the legacy version', () => {
  const facts = factsOf({ legacy_version: 0x0302, extensions: [[0x002b, bodies.versions(GREASE)]] })
  expect(facts.tls_version).toBe('1.1')
  expect(facts.ja4).toMatch(/^t11i0101/)
})

test.each([
  [0x0304, [], '13'],
  [0x0303, [], '12'],
  [0x0302, [], '11'],
  [0x0301, [], '10'],
  [0x0300, [], 's3'],
  [0x0002, [], 's2'],
  [0x0303, [0x0301, 0x0304, 0x0303], '13'],
  [0x0303, [0x7f1c], '00'],
  [0xfeff, [], 'd1'],
  [0xfefd, [], 'd2'],
  [0xfefd, [0xfefd, 0xfefc], 'd3'],
  [0xfefd, [0xfeff, 0xfefd], 'd2'],
  [0x1234, [], '00'],
])('legacy version %i with supported versions %j is %s', (legacy_version, versions, code) => {
  const extensions = versions.length === 0 ? [] : [[0x002b, bodies.versions(versions)] as const]
  expect(factsOf({ legacy_version, extensions }, 'd').ja4.slice(0, 3)).toBe(`d${code}`)
})

test('no extension block, an empty one, and the name alone', () => {
  const b = sha('1301')
  expect(factsOf({ extensions: undefined }).ja4).toBe(`t12i010000_${b}_${ZEROS}`)
  expect(factsOf({ extensions: [] }).ja4).toBe(`t12i010000_${b}_${ZEROS}`)
  expect(factsOf({ extensions: [[0, bodies.name('a.test')]] })).toMatchObject({
    ja4: `t12d010100_${b}_${ZEROS}`,
    ja4_o: `t12d010100_${b}_${sha('0000')}`,
    ja4_r: 't12d010100_1301_',
    ja4_ro: 't12d010100_1301_0000',
    tls_sni: 'a.test',
  })
})

test('the name is there by its extension: an address, an empty name and an empty body count', () => {
  for (const body of [bodies.name('192.0.2.1'), bodies.name(''), Buffer.alloc(0)]) {
    expect(factsOf({ extensions: [[0, body]] }).ja4).toMatch(/^t12d0101/)
  }
})

test('counts stop at 99, keep duplicates, signalling and private values', () => {
  const many = Array.from({ length: 130 }, (_, at) => [0x1000 + at, Buffer.alloc(0)] as const)
  expect(factsOf({ cipher_suites: new Array<number>(200).fill(0x1301), extensions: many }).ja4).toMatch(/^t12i9999/)
  const facts = factsOf({ cipher_suites: [0x00ff, 0x5600, 0xfe01, 0x1301, 0x1301, 0x0a0a], extensions: [] })
  expect(facts.ja4_r).toBe('t12i050000_00ff,1301,1301,5600,fe01_')
  expect(facts.ja3).toBe('771,255-22016-65025-4865-4865,,,')
})

test.each([
  [[], '00'],
  [[''], '00'],
  [['h2'], 'h2'],
  [['http/1.1', 'h2'], 'h1'],
  [['x'], 'xx'],
  [['\xab'], 'ab'],
  [['\x20'], '20'],
  [['a\xcd'], '6d'],
  [['\xcda'], 'c1'],
  [['h2-'], '6d'],
  [['\x0a\x0a'], '0a'],
  [['\xff\xfe', 'h2'], 'fe'],
])('protocols %j are %s', (protocols, code) => {
  expect(factsOf(withAll(protocols)).ja4.slice(8, 10)).toBe(code)
})

test('only signature_algorithms feeds the last list, in its own order, without GREASE', () => {
  const other = bodies.list([0x0807])
  const facts = factsOf(
    withAll(
      ['h2'],
      [
        [0x0022, other],
        [0x0032, other],
      ],
    ),
  )
  expect(facts.ja4_r).toBe('t13d0206h2_1301,c02b_000d,0022,002b,0032_0804,0403')
  expect(facts.ja4_ro).toBe('t13d0206h2_1301,c02b_0000,0010,002b,000d,0022,0032_0804,0403')
  const empty = factsOf({
    extensions: [
      [0x000d, bodies.list([])],
      [0x0017, Buffer.alloc(0)],
    ],
  })
  expect(empty.ja4_r).toBe('t12i010200_1301_000d,0017')
  expect(factsOf({ extensions: [[0x000d, bodies.list([0x2a2a, 0x0403])]] }).ja4_r).toBe('t12i010100_1301_000d_0403')
})

test('padding and a resumed session count like any extension', () => {
  const fresh = factsOf(withAll(['h2'], [[0x0015, Buffer.alloc(9)]]))
  const resumed = factsOf(
    withAll(
      ['h2'],
      [
        [0x0015, Buffer.alloc(9)],
        [0x0029, Buffer.alloc(40)],
      ],
    ),
  )
  expect([fresh.ja4.slice(6, 8), resumed.ja4.slice(6, 8)]).toEqual(['05', '06'])
})

test('what is remembered of one hello is not told of another', () => {
  const hello = withAll(['h2'])
  const told = [factsOf(hello), factsOf(hello), factsOf(hello, 'q'), factsOf(hello, 'q'), factsOf(hello)]
  expect(told.map(({ ja4 }) => ja4.charAt(0))).toEqual(['t', 't', 'q', 'q', 't'])
  const renamed = { ...hello, extensions: [[0, bodies.name('b.test')] as const, ...(hello.extensions?.slice(1) ?? [])] }
  expect(factsOf(renamed)).toEqual({ ...told[0], tls_sni: 'b.test' })
})

test('any lists give what the published rules say, computed here step by step', () => {
  const value = fc.oneof(fc.constantFrom(...GREASE, 0x1301, 0x00ff, 0xc02b), fc.nat(0xffff))
  const values = fc.array(value, { maxLength: 70 })
  const types = fc.uniqueArray(
    fc.oneof(fc.constantFrom(0, 16, 0x0a0a, 0x15, 0x29), fc.integer({ min: 0x40, max: 0xffff })),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(values, types, values, values, (cipher_suites, others, signatures, groups) => {
      const extensions = [
        ...others.map((type) => [type, Buffer.alloc(type === 16 ? 0 : 3)] as const),
        [0x000d, bodies.list(signatures)] as const,
        [0x000a, bodies.list(groups)] as const,
        [0x000b, bodies.formats([0, 2])] as const,
      ]
      const facts = factsOf({ cipher_suites, extensions })
      const clean = (list: readonly number[]) => list.filter((one) => !isGrease(one))
      const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b)
      const ciphers = clean(cipher_suites)
      const all = clean(extensions.map(([type]) => type))
      const listed = all.filter((type) => type !== 0 && type !== 16)
      const end = clean(signatures).length === 0 ? '' : `_${hex(clean(signatures))}`
      const count = (list: readonly number[]) => String(Math.min(99, list.length)).padStart(2, '0')
      const a = `t12${all.includes(0) ? 'd' : 'i'}${count(ciphers)}${count(all)}00`
      expect(facts.ja4_r).toBe(`${a}_${hex(sorted(ciphers))}_${hex(sorted(listed))}${end}`)
      expect(facts.ja4_ro).toBe(`${a}_${hex(ciphers)}_${hex(all)}${end}`)
      expect(facts.ja4).toBe(`${a}_${sha(hex(sorted(ciphers)))}_${sha(`${hex(sorted(listed))}${end}`)}`)
      expect(facts.ja4_o).toBe(`${a}_${sha(hex(ciphers))}_${sha(`${hex(all)}${end}`)}`)
      expect(facts.ja3).toBe(`771,${ciphers.join('-')},${all.join('-')},${clean(groups).join('-')},0-2`)
      expect(facts.ja3_hash).toBe(createHash('md5').update(facts.ja3).digest('hex'))
    }),
    { numRuns: 300 },
  )
})

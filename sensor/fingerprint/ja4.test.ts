import { expect, test } from 'vitest'
import type { ClientHello } from '#sensor/protocol/tls/messages.ts'
import { ja4Of } from './ja4.ts'

const words = (text: string) => text.split(',').map((word) => parseInt(word, 16))

/** The published Chrome-like example of JA4's description. */
const CHROME: ClientHello = {
  legacy_version: 0x0303,
  cipher_suites: words('2a2a,1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035'),
  extensions: words('fafa,001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015'),
  supported_versions: words('3a3a,0304,0303'),
  supported_groups: [],
  ec_point_formats: [],
  signature_algorithms: words('0403,0804,0401,0503,0805,0501,0806,0601'),
  alpn: ['h2', 'http/1.1'],
  server_name: 'example.com',
  broken: false,
}
const partA = (change: Partial<ClientHello>) => ja4Of({ ...CHROME, ...change }, 't').ja4.slice(0, 10)

test('the published example gives the published JA4 and JA4_o', () => {
  const { ja4, ja4_o, ja4_r, ja4_ro } = ja4Of(CHROME, 't')
  expect(ja4).toBe('t13d1516h2_8daaf6152771_e5627efa2ab1')
  expect(ja4_o).toBe('t13d1516h2_acb858a92679_18f69afefd3d')
  expect(ja4_r).toBe(
    't13d1516h2_002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9' +
      '_0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01_0403,0804,0401,0503,0805,0501,0806,0601',
  )
  expect(ja4_ro).toContain('_001b,0000,0033,0010,4469,')
})

test('without signature algorithms part c is the published one', () => {
  expect(ja4Of({ ...CHROME, signature_algorithms: [] }, 't').ja4.slice(-12)).toBe('6d807ffa2a79')
})

test('the version is the highest supported one, else the legacy one', () => {
  expect(partA({ supported_versions: words('0302,0303') })).toMatch(/^t12/)
  expect(partA({ supported_versions: [] })).toMatch(/^t12/)
  expect(partA({ supported_versions: words('1a1a'), legacy_version: 0x0301 })).toMatch(/^t10/)
  expect(partA({ supported_versions: [], legacy_version: 0x0300 })).toMatch(/^ts3/)
  expect(partA({ supported_versions: [], legacy_version: 0x0002 })).toMatch(/^ts2/)
  expect(partA({ supported_versions: words('7f1c') })).toMatch(/^t00/)
  expect(partA({ supported_versions: words('fefd,fefc'), legacy_version: 0xfefd })).toMatch(/^td3/)
})

test('the name extension counts by presence, not by content', () => {
  expect(partA({ server_name: '' })).toMatch(/^t13d/)
  expect(partA({ extensions: words('0010,002b') })).toBe('t13i1502h2')
})

test('counts stop at 99 and keep duplicates and signalling values', () => {
  expect(partA({ cipher_suites: new Array<number>(120).fill(0x1301) })).toBe('t13d9916h2')
  expect(partA({ cipher_suites: words('00ff,5600,feff,0a0a') })).toBe('t13d0316h2')
})

test.each([
  [undefined, '00'],
  [[], '00'],
  [[''], '00'],
  [['h'], 'hh'],
  [['http/1.1'], 'h1'],
  [['\xab'], 'ab'],
  [['\xab\xcd'], 'ad'],
  [['0\xab'], '3b'],
  [['01-\xbc\xcd'], '3d'],
  [['\x30\x31\xab\xcd'], '3d'],
  [['a-'], '6d'],
])('the protocol names %j give %s', (alpn, code) => {
  expect(ja4Of({ ...CHROME, alpn }, 't').ja4.slice(8, 10)).toBe(code)
})

test('empty lists hash to zeros', () => {
  const bare = ja4Of({ ...CHROME, cipher_suites: [], extensions: [0], signature_algorithms: [] }, 't')
  expect(bare.ja4).toBe('t13d0001h2_000000000000_000000000000')
  expect(ja4Of({ ...CHROME, extensions: [], alpn: undefined, signature_algorithms: [] }, 't').ja4).toMatch(
    /00_8daaf6152771_0{12}$/,
  )
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTcpOptions } from '#sensor/protocol/tcp/options.ts'
import { osGuessOf } from './os-guess.ts'
import { tcpSignatureOf } from './tcp-signature.ts'
import type { SynHeader } from './tcp-signature.ts'

const LINUX = '020405b40402080a000000010000000001030307'
const WINDOWS = '020405b40103030801010402'
const APPLE = '020405b4010303060101080a000000010000000004020000'
const FREEBSD = '020405b4010303060402080a0000000100000000'

function guess(hex: string, ttl: number, window: number): string {
  const header = { ip_version: 4 as const, ip_meta_ttl: ttl, ip_meta_id: 1, ip_meta_df: true }
  return osGuessOf({ ...header, tcp_meta_window_size: window }, parseTcpOptions(Buffer.from(hex, 'hex')))
}

describe('a system is named', () => {
  test.each([
    ['Linux', LINUX, 64, 64_240],
    ['Linux', LINUX, 51, 29_200],
    ['Windows', WINDOWS, 128, 64_240],
    ['Windows', WINDOWS, 113, 65_535],
    ['Apple', APPLE, 64, 65_535],
    ['FreeBSD', FREEBSD, 58, 65_535],
  ])('%s', (os, hex, ttl, window) => {
    expect(guess(hex, ttl, window)).toBe(os)
  })

  test.each([
    ['options of one system with the TTL of another', LINUX, 128, 64_240],
    ['a window that its stack never opens with', LINUX, 64, 1024],
    ['the SYN of a port scanner', '020405b4', 49, 1024],
    ['no options', '', 64, 64_240],
    ['options that end in the middle', '020405', 64, 64_240],
  ])('not for %s', (_, hex, ttl, window) => {
    expect(guess(hex, ttl, window)).toBe('')
  })

  test('the way to the server changes nothing', () => {
    const stack = fc.constantFrom(
      [LINUX, 64, 64_240] as const,
      [WINDOWS, 128, 64_240] as const,
      [APPLE, 64, 65_535] as const,
    )
    fc.assert(
      fc.property(stack, fc.integer({ min: 0, max: 30 }), ([hex, ttl, window], hops) => {
        expect(guess(hex, ttl - hops, window)).toBe(guess(hex, ttl, window))
      }),
    )
  })
})

test('any SYN has a signature of eight fields, and a guess that is a known name or none', () => {
  const header: fc.Arbitrary<SynHeader> = fc.record({
    ip_version: fc.constantFrom(4 as const, 6 as const),
    ip_meta_ttl: fc.integer({ min: 0, max: 255 }),
    ip_meta_id: fc.integer({ min: 0, max: 65_535 }),
    ip_meta_df: fc.boolean(),
    tcp_meta_window_size: fc.integer({ min: 0, max: 65_535 }),
  })
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(Buffer.from(LINUX, 'hex')))
  fc.assert(
    fc.property(header, bytes, (syn, options) => {
      const parsed = parseTcpOptions(options)
      const signature = tcpSignatureOf(syn, parsed)
      expect(signature.split(':')).toHaveLength(8)
      expect(tcpSignatureOf(syn, parsed)).toBe(signature)
      expect(['', 'Linux', 'Windows', 'Apple', 'FreeBSD']).toContain(osGuessOf(syn, parsed))
      if (parsed.malformed) expect(osGuessOf(syn, parsed)).toBe('')
    }),
  )
})

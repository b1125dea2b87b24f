import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainAddress } from './plain-address.ts'
import { AddressRanges } from './ranges.ts'
import { hopsOfForwarded, hopsOfXForwardedFor } from './forwarded.ts'
import { resolveClient } from './resolve-client.ts'

const ipv4 = fc.ipV4()
const ipv6 = fc.ipV6().map((text) => plainAddress(text) ?? '')
const address = fc.oneof(ipv4, ipv6)
const port = fc.integer({ min: 1, max: 65_535 })
const bitsOf = (text: string): string => {
  if (!text.includes(':')) return text.split('.').map((part) => Number(part).toString(2).padStart(8, '0')).join('') // prettier-ignore
  const [left = '', right] = text.split('::')
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const [before, after] = [groups(left), groups(right ?? '')]
  const zeros = Array<string>(right === undefined ? 0 : 8 - before.length - after.length).fill('0')
  return [...before, ...zeros, ...after].map((group) => parseInt(group, 16).toString(2).padStart(16, '0')).join('')
}

describe('address ranges', () => {
  test('hold exactly the addresses of their family that begin with their bits', () => {
    const ranged = address.chain((text) => fc.tuple(fc.constant(text), fc.integer({ min: 1, max: text.includes(':') ? 128 : 32 }))) // prettier-ignore
    fc.assert(
      fc.property(fc.array(ranged, { maxLength: 6 }), address, (ranges, asked) => {
        const list = new AddressRanges(ranges.map(([text, length]) => `${text}/${length}`))
        const expected = ranges.some(
          ([text, length]) =>
            text.includes(':') === asked.includes(':') &&
            bitsOf(text).slice(0, length) === bitsOf(asked).slice(0, length),
        )
        expect(list.includes(asked)).toBe(expected)
        for (const [text] of ranges) expect(list.includes(text)).toBe(true)
      }),
    )
  })

  test.each([
    '10.0.0.0/33',
    '::/129',
    '10.0.0/8',
    'x',
    '/8',
    '1.2.3.4/8/8',
    '::ffff:1.2.3.4/90',
    '1.2.3.4/-1',
    '1.2.3.4/',
  ])('%j is refused by its name', (text) => {
    expect(() => new AddressRanges([text])).toThrow(text)
  })
})

describe('what proxies write', () => {
  test('comes out as it was written, with ports, brackets and quotes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(address, fc.option(port)), { minLength: 1, maxLength: 20 }), (given) => {
        const nodes = given.map(([text, at]) => {
          const bracketed = text.includes(':') ? `[${text}]` : text
          return at === null ? bracketed : `${bracketed}:${at}`
        })
        const hops = given.map(([text, at]) => ({ address: plainAddress(text), port: at ?? 0 }))
        expect(hopsOfXForwardedFor([nodes.join(', ')])).toEqual(hops)
        expect(hopsOfXForwardedFor(nodes)).toEqual(hops)
        expect(hopsOfForwarded([nodes.map((node) => `by=_x;For="${node}" ; ext="a,b;c"`).join(' , ')])).toEqual(hops)
      }),
    )
  })

  test.each([
    'unknown',
    '_hidden',
    '"_SEVKISEK:_port"',
    '',
    '"',
    '999.1.1.1',
    '[::1',
    '1.2.3.4:99999x',
    'fe80::1%eth0',
  ])('%s names nobody', (node) => {
    expect(hopsOfForwarded([`for=${node}`])).toMatchObject([{ address: undefined }])
  })

  test('whatever it is, the client is an address, and a stranger is never believed', () => {
    const trusted = new AddressRanges(['10.0.0.0/8'])
    const piece = fc.oneof(address, fc.string(), fc.constantFrom('for=', '"', '\\', ',', ';', '[', ']:', '10.0.0.1'))
    const value = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''))
    const header = fc.tuple(fc.constantFrom('X-Forwarded-For', 'Forwarded', 'forwarded'), value)
    fc.assert(
      fc.property(fc.array(header, { maxLength: 5 }), fc.boolean(), (headers, isTrusted) => {
        const nearest = { src_ip: isTrusted ? '10.1.2.3' : '192.0.2.1', src_port: 9, client_ip_source: '' as const }
        const client = resolveClient(nearest, headers, trusted, () => undefined)
        expect(plainAddress(client.src_ip)).toBe(client.src_ip)
        if (!isTrusted) expect(client).toBe(nearest)
      }),
    )
  })

  test('words further left than the first stranger change nothing', () => {
    const trusted = new AddressRanges(['10.0.0.0/8'])
    const nearest = { src_ip: '10.1.2.3', src_port: 9, client_ip_source: '' as const }
    const said = (text: string) => resolveClient(nearest, [['X-Forwarded-For', text]], trusted, () => undefined)
    fc.assert(
      fc.property(fc.array(fc.oneof(address, fc.string()), { maxLength: 80 }), (left) => {
        expect(said([...left, '203.0.113.5', '10.0.0.1'].join(', '))).toMatchObject({ src_ip: '203.0.113.5' })
      }),
    )
  })

  test('a thousand hops cost what sixty-four cost', () => {
    expect(hopsOfXForwardedFor([Array<string>(100_000).fill('10.0.0.1').join(',')])).toHaveLength(64)
    expect(hopsOfForwarded([Array<string>(100_000).fill('for=10.0.0.1').join(',')])).toHaveLength(64)
  })
})

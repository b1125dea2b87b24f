import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_PROXY_HEADER_LENGTH, parseProxyHeader } from './parse.ts'
import { ProxyHeaderSkipper } from './skip-header.ts'

const V2 = '0d0a0d0a000d0a515549540a'
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('a PROXY header', () => {
  test.each([
    ['PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\nrest', { src_ip: '192.168.0.1', src_port: 56_324 }, 47],
    ['PROXY TCP6 2001:db8::1 ::1 1 65535\r\n', { src_ip: '2001:db8::1', src_port: 1 }, 36],
    ['PROXY UNKNOWN\r\n', null, 15],
    ['PROXY UNKNOWN ffff::1 x y z\r\n', null, 29],
  ])('%j', (text, value, consumed) => {
    expect(parseProxyHeader(Buffer.from(text))).toEqual({ state: 'complete', value, consumed })
  })

  test.each([
    ['TCP over IPv4', `${V2} 21 11 000c cb007105 c6336401 1267 01bb`, { src_ip: '203.0.113.5', src_port: 4711 }],
    [
      'TLVs behind the addresses',
      `${V2} 21 11 0010 cb007105 c6336401 1267 01bb 04000178`,
      { src_ip: '203.0.113.5', src_port: 4711 },
    ],
    [
      'TCP over IPv6',
      `${V2} 21 21 0024 20010db8${'00'.repeat(11)}05 ${'00'.repeat(15)}01 1267 01bb`,
      { src_ip: '2001:db8:0:0:0:0:0:5', src_port: 4711 },
    ],
    ['LOCAL', `${V2} 20 00 0000`, null],
    ['a UNIX socket', `${V2} 21 31 00d8 ${'00'.repeat(216)}`, null],
  ])('version 2, %s', (_, text, value) => {
    const bytes = hex(text)
    expect(parseProxyHeader(bytes)).toEqual({ state: 'complete', value, consumed: bytes.length })
  })

  test.each([
    Buffer.from('PROXY TCP4 192.168.0.256 192.168.0.11 56324 443\r\n'),
    Buffer.from('PROXY TCP4 2001:db8::1 ::1 1 2\r\n'),
    Buffer.from('PROXY TCP4 1.2.3.4 1.2.3.4 99999 443\r\n'),
    Buffer.from(`PROXY ${'x'.repeat(200)}`),
    hex(`${V2} 31 11 000c cb007105 c6336401 1267 01bb`),
    hex(`${V2} 21 11 0004 cb007105`),
    hex(`${V2} 21 11 ffff`),
    Buffer.from('GET / HTTP/1.1\r\n'),
  ])('%# is refused', (bytes) => {
    expect(parseProxyHeader(bytes).state).toBe('malformed')
  })
})

test('however the bytes are cut, the header is skipped and every other byte comes out', () => {
  const header = fc.constantFrom(
    Buffer.from('PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\n'),
    hex(`${V2} 21 11 000c cb007105 c6336401 1267 01bb`),
    Buffer.alloc(0),
  )
  const body = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from([0x47, ...bytes]))
  fc.assert(
    fc.property(header, body, fc.array(fc.nat(60), { maxLength: 40 }), (before, after, cuts) => {
      const skipper = new ProxyHeaderSkipper()
      let left = Buffer.concat([before, after])
      for (const cut of [...cuts, left.length]) {
        const start = skipper.push(left.subarray(0, cut))
        left = left.subarray(cut)
        if (start === undefined) continue
        expect(start.header_length).toBe(before.length)
        expect(Buffer.concat([start.bytes.subarray(start.header_length), left])).toEqual(after)
        return
      }
      // Not decided: every byte so far belongs to the header's beginning.
      expect(left).toHaveLength(0)
    }),
  )
})

test('arbitrary bytes never throw, and no more is held than a header may have', () => {
  const start = fc.constantFrom(Buffer.from('PROXY '), hex(V2), Buffer.alloc(0))
  fc.assert(
    fc.property(start, fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 20 }), (first, pieces) => {
      const skipper = new ProxyHeaderSkipper()
      for (const piece of [first, ...pieces]) {
        if (skipper.push(piece) !== undefined) return
        expect(skipper.heldBytes).toBeLessThanOrEqual(MAX_PROXY_HEADER_LENGTH)
      }
    }),
  )
})

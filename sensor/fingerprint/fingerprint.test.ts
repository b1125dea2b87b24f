import { expect, test } from 'vitest'
import type { ClientHello } from '#sensor/protocol/tls/messages.ts'
import { parseTcpOptions } from '#sensor/protocol/tcp/options.ts'
import { headerOrderSignatureOf } from './header-order.ts'
import { http2FingerprintOf } from './http2-fingerprint.ts'
import { ja3Of } from './ja3.ts'
import { tcpSignatureOf } from './tcp-signature.ts'

const BARE: ClientHello = {
  legacy_version: 769,
  cipher_suites: [],
  extensions: [],
  supported_versions: [],
  supported_groups: [],
  ec_point_formats: [],
  signature_algorithms: [],
  alpn: undefined,
  server_name: '',
  broken: false,
}

test('JA3 gives the published examples', () => {
  const full = {
    ...BARE,
    cipher_suites: [47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4],
    extensions: [0, 10, 11],
    supported_groups: [23, 24, 25],
    ec_point_formats: [0],
  }
  expect(ja3Of(full)).toEqual({
    ja3: '769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0',
    ja3_hash: 'ada70206e40642a3e4461f35503241d5',
  })
  expect(ja3Of({ ...BARE, cipher_suites: [4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99] })).toEqual({
    ja3: '769,4-5-10-9-100-98-3-6-19-18-99,,,',
    ja3_hash: 'de350869b8c85de67a350c8d186f11e6',
  })
})

test('JA3 leaves GREASE out of ciphers, extensions and groups, and keeps the legacy version', () => {
  const greased = {
    ...BARE,
    cipher_suites: [0x0a0a, 1],
    extensions: [0x1a1a, 2],
    supported_groups: [0xfafa, 3],
    supported_versions: [0x0304],
  }
  expect(ja3Of(greased).ja3).toBe('769,1,2,3,')
})

test('the HTTP/2 fingerprint writes what came before the first request', () => {
  const opening = {
    settings: [
      { id: 1, value: 65536 },
      { id: 0x9999, value: 0 },
    ],
    window_update: 15663105,
    priorities: [{ stream_id: 3, exclusive: true, depends_on: 0, weight: 201 }],
    pseudo_headers: ['method', 'authority', 'scheme', 'path', 'protocol'],
    complete: true,
  }
  expect(http2FingerprintOf(opening)).toBe('1:65536;39321:0|15663105|3:1:0:201|m,a,s,p,p')
  expect(http2FingerprintOf({ ...opening, settings: [], window_update: 0, priorities: [] })).toBe('|00|0|m,a,s,p,p')
})

test('the header order signature sees order and case, not values nor what depends on the visit', () => {
  const sign = (...names: string[]) => headerOrderSignatureOf(names.map((name) => [name, 'value']))
  const plain = sign('Host', 'User-Agent', 'accept')
  expect(plain).toMatch(/^l1\.t2\.u0\.m0-[0-9a-f]{12}$/)
  expect(sign('Host', 'Cookie', 'User-Agent', 'Referer', 'accept')).toBe(plain)
  expect(sign('User-Agent', 'Host', 'accept')).not.toBe(plain)
  expect(sign('host', 'User-Agent', 'accept')).not.toBe(plain)
  expect(sign('DNT', 'hOST')).toMatch(/^l0\.t0\.u1\.m1-/)
  expect(sign()).toBe('')
})

test('a Linux SYN reads like its p0f signature', () => {
  const options = parseTcpOptions(Buffer.from('020405b40402080a000000010000000001030307', 'hex'))
  const syn = {
    ip_version: 4 as const,
    ip_meta_ttl: 57,
    ip_meta_id: 4711,
    ip_meta_df: true,
    tcp_meta_window_size: 64240,
  }
  expect(tcpSignatureOf(syn, options)).toBe('4:57+7:0:1460:mss*44,7:mss,sok,ts,nop,ws:df,id+:0')
})

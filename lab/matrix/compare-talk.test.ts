import { expect, test } from 'vitest'
import type { StoredRequest } from '#lab/stored/list-stored-requests.ts'
import type { Case } from './cases.ts'
import { differencesOf, type Played } from './compare-talk.ts'
import { headOf } from './heads.ts'

const heads = [headOf('GET', '/a', [['X-One', '1']]), headOf('GET', '/b')]
const played: Case = {
  ...{ name: 'two', protocol: 'http', heads, pieces: [], in_turn: true, enough_bytes: 0, hold_ms: 0 },
  ...{ truncated: false, connection_state: '' },
}
const received = Buffer.from(
  'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n',
)
const one: Played = {
  ...{ played, src_ip: '10.77.1.1', dst_ip: '10.77.0.10', dst_port: 80, host: 'shop.lab.test' },
  told: { name: 'two', src_port: 4000, received: received.toString('base64'), error: '' },
}

function row(changed: Partial<StoredRequest>): StoredRequest {
  return {
    ...{ conn_id: 'c', keepalives: 1, src_ip: '10.77.1.1', src_port: 4000, peer_ip: '10.77.1.1', client_ip_source: '' },
    ...{ dst_ip: '10.77.0.10', dst_port: 80, scheme: 'http', http_version: '1.1', method: 'GET', target: '/a' },
    ...{ host: 'shop.lab.test', status_code: 200, response_size: 2, truncated: false, ja4: '', ja3_hash: '' },
    ...{
      ip_meta_ttl: 64,
      headers: [
        ['Host', 'shop.lab.test'],
        ['X-One', '1'],
      ],
    },
    ...changed,
  }
}
const second = row({
  keepalives: 2,
  target: '/b',
  headers: [['Host', 'shop.lab.test']],
  status_code: 404,
  response_size: 0,
})

test('equal rows differ in nothing, whatever order they are read in', () => {
  expect(differencesOf(one, [second, row({})], [])).toEqual({ stored: 2, differences: [] })
})

test.each([
  [
    'a header that lost its case',
    row({
      headers: [
        ['host', 'shop.lab.test'],
        ['X-One', '1'],
      ],
    }),
    /headers/,
  ],
  ['another status', row({ status_code: 500 }), /status 500 for 200/],
  ['another size', row({ response_size: 3 }), /size 3 for 2/],
  ['a mark of truncation', row({ truncated: true }), /marked truncated/],
])('%s is a difference', (_, changed, what) => {
  expect(differencesOf(one, [changed, second], []).differences).toEqual([expect.stringMatching(what)])
})

test('a request that is missing, and one too many, are differences', () => {
  expect(differencesOf(one, [row({})], []).differences).toEqual(['GET /b is not stored'])
  expect(differencesOf(one, [row({}), second, row({ keepalives: 3 })], []).differences).toEqual(['1 stored too many'])
})

test('a connection row that nobody expected is a difference', () => {
  const scan = {
    ...{ src_ip: '10.77.1.1', src_port: 4000, dst_ip: '10.77.0.10', dst_port: 80 },
    connection_state: 'scan',
    bytes_in: 0,
    bytes_out: 0,
  }
  expect(differencesOf(one, [row({}), second], [scan]).differences).toEqual(['connection row "scan" for ""'])
})

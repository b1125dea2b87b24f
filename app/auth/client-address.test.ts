import { BlockList } from 'node:net'
import { describe, expect, it } from 'vitest'
import { clientAddressOf, neighbourhoodOf, PEER_HEADER, UNKNOWN_ADDRESS } from './client-address.ts'

const nobody = new BlockList()
const ours = new BlockList()
ours.addSubnet('10.0.0.0', 8, 'ipv4')
ours.addSubnet('fd00::', 8, 'ipv6')

const headersOf = (peer: string, told?: string) =>
  new Headers({ [PEER_HEADER]: peer, ...(told === undefined ? {} : { 'x-forwarded-for': told }) })

describe('the client address', () => {
  it('is the peer when no proxy is trusted, whatever the client says', () => {
    expect(clientAddressOf(headersOf('203.0.113.9', '1.2.3.4'), nobody)).toBe('203.0.113.9')
  })

  it('is the first stranger from the right behind trusted proxies', () => {
    expect(clientAddressOf(headersOf('10.0.0.1', '1.1.1.1, 198.51.100.7, 10.0.0.2'), ours)).toBe('198.51.100.7')
    expect(clientAddressOf(headersOf('fd00::1', '2001:db8::5'), ours)).toBe('2001:db8::5')
    expect(clientAddressOf(headersOf('::ffff:10.0.0.1', '198.51.100.7:4711'), ours)).toBe('198.51.100.7')
  })

  it('is the last proxy known when the chain holds something that is no address', () => {
    expect(clientAddressOf(headersOf('10.0.0.1', '198.51.100.7, <script>'), ours)).toBe('10.0.0.1')
    expect(clientAddressOf(headersOf('10.0.0.1', ''), ours)).toBe('10.0.0.1')
  })

  it('is unknown without a peer, also when a header claims one', () => {
    expect(clientAddressOf(new Headers({ 'x-forwarded-for': '1.2.3.4' }), ours)).toBe(UNKNOWN_ADDRESS)
  })

  it('comes from Forwarded instead when that is what the proxies write', () => {
    const headers = new Headers({
      [PEER_HEADER]: '10.0.0.1',
      'x-forwarded-for': '6.6.6.6',
      forwarded: 'for=1.1.1.1;proto=http, proto=https;for="[2001:db8::7]:99"',
    })
    expect(clientAddressOf(headers, ours, 'forwarded')).toBe('2001:db8::7')
  })
})

it('neighbours share a /24 or a /56', () => {
  expect(neighbourhoodOf('198.51.100.7')).toBe(neighbourhoodOf('198.51.100.200'))
  expect(neighbourhoodOf('198.51.100.7')).not.toBe(neighbourhoodOf('198.51.101.7'))
  expect(neighbourhoodOf('2001:db8:0:1200::1')).toBe(neighbourhoodOf('2001:db8:0:12ff:1::'))
  expect(neighbourhoodOf('2001:db8:0:1200::1')).not.toBe(neighbourhoodOf('2001:db8:0:1300::1'))
})

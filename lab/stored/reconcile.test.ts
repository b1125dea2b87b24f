import { describe, expect, test } from 'vitest'
import { reconcile, type Comparable } from './reconcile.ts'

function aRequest(changed: Partial<Comparable> = {}): Comparable {
  return {
    ...{ src_ip: '10.77.1.1', src_port: 4000, dst_ip: '10.77.0.10', dst_port: 443, scheme: 'https' },
    ...{ http_version: '2', method: 'GET', host: 'shop.lab.test', target: '/' },
    ...changed,
  }
}

describe('reconciling two accounts', () => {
  test('equal accounts leave nothing over', () => {
    const both = [aRequest(), aRequest({ target: '/about.html' })]
    expect(reconcile(both, [...both].reverse())).toMatchObject({ missing: [], surplus: [] })
  })

  test('a request that was stored twice is a surplus', () => {
    expect(reconcile([aRequest()], [aRequest(), aRequest()]).surplus).toHaveLength(1)
  })

  test('a request that was not stored is missing', () => {
    expect(reconcile([aRequest(), aRequest()], [aRequest()]).missing).toHaveLength(1)
  })

  test('another client address is no match', () => {
    const { missing, surplus } = reconcile([aRequest()], [aRequest({ src_ip: '10.77.1.2' })])
    expect([missing.length, surplus.length]).toEqual([1, 1])
  })

  test('a client that hides its port does not take the place of one that shows it', () => {
    const expected = [aRequest({ src_port: null }), aRequest({ src_port: 4001 })]
    const found = [aRequest({ src_port: 4001 }), aRequest({ src_port: 4002 })]
    expect(reconcile(expected, found)).toMatchObject({ missing: [], surplus: [] })
  })
})

import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { Correlator, type CorrelatorOptions } from './correlator.ts'
import { JsonRecord } from './json-record.ts'
import { moduleRequestOf } from './module-request.ts'
import { networkRecordOf } from './network-record.ts'

const OPTIONS: CorrelatorOptions = {
  emit_delay_ms: 500,
  correlation_window_ms: 10_000,
  network_ttl_ms: 120_000,
  max_http_items: 3,
  max_network_items: 3,
}

let told: string[] = []
beforeEach(() => (told = []))

function newCorrelator(options = OPTIONS): Correlator {
  return new Correlator(options, {
    onRequest: ({ head, src_port }, network, position) =>
      told.push(`${src_port}${head.target} ${network?.tls.ja4 ?? 'alone'} ${position}`),
    onNetworkOrphan: ({ src_port }) => told.push(`${src_port} unasked`),
  })
}

function request(src_port: number, path: string, timestamp = 1) {
  const made = moduleRequestOf(new JsonRecord({ src_ip: '192.0.2.1', src_port, path, timestamp }), 0)
  if (made === undefined) throw new Error('no request')
  return made
}

function network(src_port: number, ja4 = 't13') {
  const made = networkRecordOf(new JsonRecord({ src_ip: '::ffff:192.0.2.1', src_port, ja4 }), 0)
  if (made === undefined) throw new Error('no record')
  return made
}

describe('requests and connections are joined by address and port', () => {
  test('whichever comes first', () => {
    const correlator = newCorrelator()
    correlator.takeNetwork(network(1), 0)
    correlator.takeRequest(request(1, '/a'), 10)
    correlator.takeRequest(request(2, '/b'), 20)
    correlator.takeNetwork(network(2), 400)
    expect(told).toEqual(['1/a t13 1', '2/b t13 1'])
  })

  test('one connection serves many requests, and each keeps it for another 120 s, whatever their time stamps say', () => {
    const correlator = newCorrelator()
    correlator.takeNetwork(network(1), 0)
    for (const now of [0, 119_000, 238_000]) {
      correlator.tick(now)
      correlator.takeRequest(request(1, '/', 1_000_000), now)
    }
    expect(told).toEqual(['1/ t13 1', '1/ t13 2', '1/ t13 3'])
    correlator.tick(358_001)
    correlator.takeRequest(request(1, '/late'), 358_001)
    correlator.tick(358_501)
    expect(told.at(-1)).toBe('1/late alone 0')
  })

  test('a port that is used again belongs to the newer connection', () => {
    const correlator = newCorrelator()
    correlator.takeNetwork(network(1, 'old'), 0)
    correlator.takeNetwork(network(1, 'new'), 5)
    correlator.takeRequest(request(1, '/a'), 10)
    expect(told).toEqual(['1 unasked', '1/a new 1'])
  })
})

describe('what finds no partner', () => {
  test('a request is written alone after its delay, not before', () => {
    const correlator = newCorrelator()
    correlator.takeRequest(request(1, '/a'), 0)
    correlator.tick(499)
    expect(told).toEqual([])
    correlator.tick(500)
    expect(told).toEqual(['1/a alone 0'])
  })

  test('beyond the bounds the oldest goes, counted', () => {
    const correlator = newCorrelator()
    for (const port of [1, 2, 3, 4]) correlator.takeRequest(request(port, '/'), 0)
    expect(told).toEqual(['1/ alone 0'])
    for (const port of [5, 6, 7, 8]) correlator.takeNetwork(network(port), 0)
    expect(told.at(-1)).toBe('5 unasked')
    expect(correlator.counters()).toMatchObject({ http_items_overflowed: 1, dropped_network_items: 1 })
  })

  test('in any order of arrival each request is written exactly once', () => {
    const step = fc.record({ isRequest: fc.boolean(), port: fc.integer({ min: 1, max: 4 }), wait: fc.nat(400) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        told = []
        const correlator = newCorrelator()
        let now = 0
        for (const { isRequest, port, wait } of steps) {
          now += wait
          correlator.tick(now)
          if (isRequest) correlator.takeRequest(request(port, '/'), now)
          else correlator.takeNetwork(network(port), now)
        }
        correlator.finish()
        expect(told.filter((line) => line.includes('/'))).toHaveLength(steps.filter((each) => each.isRequest).length)
        expect(correlator.counters()).toMatchObject({ waiting_http_items: 0, known_network_items: 0 })
      }),
    )
  })
})

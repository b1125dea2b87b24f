import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CrawlerNames } from './crawler-names.ts'
import { startNameServer, type TestNameServer } from './name-server.fixture.ts'
import { arpaNameOf, NameCheck } from './name-check.ts'

const GOOGLE = ['googlebot.com', 'google.com']
let server: TestNameServer
let slow: TestNameServer

beforeAll(async () => {
  const zone = {
    'PTR 1.2.0.192.in-addr.arpa': ['crawl-192-0-2-1.googlebot.com'],
    'A crawl-192-0-2-1.googlebot.com': ['192.0.2.1'],
    'PTR 2.2.0.192.in-addr.arpa': ['crawl-192-0-2-2.googlebot.com'],
    'A crawl-192-0-2-2.googlebot.com': ['192.0.2.77'],
    'PTR 3.2.0.192.in-addr.arpa': ['crawl.googlebot.com.evil.example'],
    'PTR 4.2.0.192.in-addr.arpa': ['evilgooglebot.com'],
    'PTR 6.2.0.192.in-addr.arpa': 'silent',
    'PTR 7.2.0.192.in-addr.arpa': ['crawl-192-0-2-7.googlebot.com'],
    'A crawl-192-0-2-7.googlebot.com': 'silent',
  } as const
  server = await startNameServer(zone)
  slow = await startNameServer(zone, 300)
})
afterAll(async () => {
  await server.stop()
  await slow.stop()
})

const checkOf = ({ address }: TestNameServer) => new NameCheck({ servers: [address], timeout_ms: 150 })

describe("a crawler's name", () => {
  test.each([
    ['192.0.2.1', 'verified', 'it leads there and back'],
    ['192.0.2.2', 'false', 'it leads back to another address'],
    ['192.0.2.3', 'false', 'the domain is only a part of another name'],
    ['192.0.2.4', 'false', 'the name ends like the domain, but is another'],
    ['192.0.2.5', 'false', 'there is none'],
    ['192.0.2.6', 'unknown', 'the name server is silent'],
    ['192.0.2.7', 'unknown', 'the name server is silent on the way back'],
  ])('%s is %s: %s', async (src_ip, proof) => {
    expect(await checkOf(server).check(src_ip, GOOGLE)).toBe(proof)
  })
})

test('an address of either kind has its place among the names', () => {
  expect(arpaNameOf('192.0.2.7')).toBe('7.2.0.192.in-addr.arpa')
  expect(arpaNameOf('2001:db8::567:89ab')).toBe(
    'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa',
  )
  expect(arpaNameOf('2001:db8:1:2:3:4:5:6')).toMatch(/^6\.0\.0\.0\..*\.1\.0\.0\.2\.ip6\.arpa$/)
})

describe('names are asked in the background', () => {
  const claim = { src_ip: '192.0.2.1', name: 'Googlebot' }

  test('a slow name server holds up nobody, and its answer counts later', async () => {
    const names = new CrawlerNames(new NameCheck({ servers: [slow.address], timeout_ms: 2000 }))
    const began = performance.now()
    await names.ask([claim], 20)
    expect(performance.now() - began).toBeLessThan(250)
    expect(names.proofOf(claim)).toBe('pending')
    await expect.poll(() => names.proofOf(claim)).toBe('verified')
  })

  test('an answer is remembered for a day, and asked again after it', async () => {
    let now = Date.parse('2026-01-31T12:00:00Z')
    const names = new CrawlerNames(checkOf(server), () => now)
    await names.ask([claim], 1000)
    const asked = server.asked.length
    now += 23 * 3_600_000
    await names.ask([claim], 1000)
    expect(names.proofOf(claim)).toBe('verified')
    expect(server.asked.length).toBe(asked)
    now += 2 * 3_600_000
    expect(names.proofOf(claim)).toBe('pending')
    await names.ask([claim], 1000)
    expect(server.asked.length).toBeGreaterThan(asked)
  })
})

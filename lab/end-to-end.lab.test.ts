import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeClickhouse } from '#db/clickhouse/client.ts'
import { getStoreHealth } from '#db/clickhouse/health/get-store-health.ts'
import { listSensorHeartbeats } from '#db/clickhouse/health/list-sensor-heartbeats.ts'
import { browsedRequests } from './browsed.ts'
import { startCapture } from './capture.ts'
import type { SentRequest } from './client/sent-request.ts'
import type { BrowserVisit } from './client/visit.ts'
import { dissectHellos, type DissectedHello } from './independent-ja4.ts'
import { startLaboratory, type Laboratory } from './laboratory.ts'
import { machinesOf } from './network/topology.ts'
import { randomOf } from './random.ts'
import { HOSTS } from './server/hosts.ts'
import type { StoredRequest } from './stored/list-stored-requests.ts'
import { awaitStored } from './stored/read-stored.ts'
import { reconcile, type Reconciled } from './stored/reconcile.ts'
import { isStoreConfigured } from './stored/store-in-reach.ts'
import { waitUntilWatched } from './stored/watched.ts'
import { testMatrixOf } from './test-matrix.ts'

const WATCH_DEADLINE_MS = 30_000
const STORED_DEADLINE_MS = 15_000
/** The store keeps a keyed hash of these. */
const SECRET_HEADERS = ['authorization', 'proxy-authorization', 'cookie']

async function obstacle(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  if (!isStoreConfigured()) return 'no running product: set VIGIE_STATE_DIR'
  try {
    await getStoreHealth({})
    return null
  } catch (error) {
    return `no store answers: ${error instanceof Error ? error.message : String(error)}`
  }
}

const reason = await obstacle()
const title = 'every request of real clients to real servers'

describe.skipIf(reason !== null)(reason === null ? title : `${title} (skipped: ${reason})`, () => {
  let laboratory: Laboratory | undefined
  let sent: SentRequest[] = []
  let stored: Reconciled<SentRequest, StoredRequest>
  let logged: Reconciled<SentRequest, unknown>
  const hellos: DissectedHello[] = []
  const folder = mkdtempSync(join(tmpdir(), 'lab-captures-'))

  beforeAll(async () => {
    laboratory = await startLaboratory({ machines: 12, client_namespaces: 4, delays: false })
    const { topology } = laboratory
    const interfaces = topology.clients.map((client) => client.interface)
    const watched = await waitUntilWatched(interfaces, () => listSensorHeartbeats({}), WATCH_DEADLINE_MS)
    expect(watched, watched.detail).toMatchObject({ by: 'sensor' })
    const since = new Date().toISOString()
    const captures = await Promise.all(
      topology.clients.map(({ namespace }) => startCapture(namespace, join(folder, `${namespace}.pcapng`))),
    )
    const told = await laboratory.drive(testMatrixOf(topology, randomOf(1)))
    sent = [...told, ...(await browseBoth(laboratory))]
    logged = reconcile(sent, laboratory.readAccessLogs())
    stored = await awaitStored(sent, since, STORED_DEADLINE_MS)
    for (const capture of captures) {
      await capture.stop()
      hellos.push(...(await dissectHellos(capture.file)))
    }
  }, 240_000)

  afterAll(async () => {
    await laboratory?.stop()
    await closeClickhouse()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  test('the clients and the servers agree on what was sent', () => {
    expect(sent.length).toBeGreaterThan(250)
    expect(logged).toMatchObject({ missing: [], surplus: [] })
  })

  test('every request is a row, and none is twice', () => {
    expect(stored.missing.map(summaryOf)).toEqual([])
    expect(stored.surplus.map(summaryOf)).toEqual([])
    const places = stored.pairs.map(([, row]) => `${row.conn_id} ${row.keepalives}`)
    expect(new Set(places).size).toBe(places.length)
  })

  test('headers are complete, in the order and case sent, a 12 KB set included', () => {
    const shown = stored.pairs.filter(([request]) => request.headers !== null)
    expect(shown.length).toBeGreaterThan(200)
    const sizes = shown.map(([, row]) => row.headers.reduce((sum, header) => sum + header.join('').length, 0))
    expect(Math.max(...sizes)).toBeGreaterThan(6000)
    for (const [request, row] of shown) {
      expect(row.truncated, summaryOf(request)).toBe(false)
      expect(row.headers.map(withoutSecret), summaryOf(request)).toEqual(request.headers?.map(withoutSecret))
    }
  })

  test('the status is the one that the client got', () => {
    const told = stored.pairs.filter(([request]) => request.status_code !== null)
    expect(told.length).toBeGreaterThan(stored.pairs.length * 0.95)
    const other = told.filter(([request, row]) => request.status_code !== row.status_code)
    expect(other.map(([request, row]) => `${summaryOf(request)}: ${row.status_code}`)).toEqual([])
  })

  test('the TTL is that of the client machine', () => {
    const ttl = new Map(
      laboratory?.topology.clients.flatMap(({ machines, profile }) =>
        machines.flatMap(({ ipv4, ipv6 }): [string, number][] => [
          [ipv4, profile.ttl],
          [ipv6, profile.ttl],
        ]),
      ),
    )
    const other = stored.pairs.filter(([request, row]) => row.ip_meta_ttl !== ttl.get(request.src_ip))
    expect(other.map(([request, row]) => `${summaryOf(request)}: ${row.ip_meta_ttl}`)).toEqual([])
  })

  test('JA4 and JA3 equal those computed independently from the capture', () => {
    const byPort = new Map(hellos.map((hello) => [`${hello.src_ip} ${hello.src_port}`, hello]))
    const secure = stored.pairs.filter(([request]) => request.scheme === 'https')
    expect(secure.length).toBeGreaterThan(150)
    for (const [request, row] of secure) {
      const hello = byPort.get(`${row.src_ip} ${row.src_port}`)
      expect({ ja4: row.ja4, ja3_hash: row.ja3_hash }, summaryOf(request)).toEqual({
        ja4: hello?.ja4,
        ja3_hash: hello?.ja3_hash,
      })
    }
    expect(new Set(secure.map(([, row]) => row.ja4)).size).toBeGreaterThan(5)
  })

  test('a plain request has no JA4', () => {
    const plain = stored.pairs.filter(([request]) => request.scheme === 'http')
    expect(plain.map(([, row]) => row.ja4).filter((ja4) => ja4 !== '')).toEqual([])
  })
})

/** Headless Chromium on each server, over IPv4 and IPv6; only the servers can tell what it requested. */
async function browseBoth(laboratory: Laboratory): Promise<SentRequest[]> {
  const machines = machinesOf(laboratory.topology)
  const sent: SentRequest[] = []
  for (const [at, server] of (['nginx', 'apache'] as const).entries()) {
    const machine = machines[at]
    if (machine === undefined) throw new Error('the laboratory has no client machine')
    const visit: BrowserVisit = {
      ...{ visit_id: 100_000 + at, client: 'chromium', machine, server, host: HOSTS[server][1], scheme: 'https' },
      ...{ family: at === 0 ? 4 : 6, tls_version: '1.3', pages: ['/', '/about.html'], think_ms: 100 },
    }
    await laboratory.browse(visit)
    sent.push(
      ...browsedRequests(
        visit,
        laboratory.readAccessLogs().filter((line) => line.server === server),
      ),
    )
  }
  return sent
}

function withoutSecret([name, value]: readonly [string, string]): [string, string] {
  return [name, SECRET_HEADERS.includes(name.toLowerCase()) ? 'secret' : value]
}

function summaryOf(request: SentRequest | StoredRequest): string {
  const { src_ip, src_port, dst_ip, scheme, http_version, method, host, target } = request
  const client = 'client' in request ? request.client : 'stored'
  return `${client} ${src_ip}:${src_port ?? '?'} ${dst_ip} ${scheme} ${http_version} ${method} ${host}${target}`
}

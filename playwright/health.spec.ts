import { expect, test } from '@playwright/test'
import { insertHeartbeat } from '#db/clickhouse/health/insert-heartbeat.ts'
import { closeClickhouse } from '#db/clickhouse/client.ts'
import type { Hook } from '#db/model/sensor-heartbeat.ts'
import { watchRefusals } from './refusals.ts'
import { violationsOf } from './violations.ts'

const SENSOR = 'edge-with-losses'
const HOOKS: Hook[] = [
  { hook: 'ingress', target: 'eth0', state: 'attached', detail: '' },
  { hook: 'tls', target: '/usr/lib/x86_64-linux-gnu/libssl.so.3', state: 'attached', detail: '' },
  {
    hook: 'tls',
    target: '/usr/bin/caddy\u202e',
    state: 'not_decrypted',
    detail: 'Go crypto/tls: no library boundary to read at',
  },
  { hook: 'tls', target: '/opt/odd/libssl.so', state: 'failed', detail: 'no symbol SSL_read' },
]

/** Two beats of one run, as the sensor sends them: what grew in between is happening now. */
test.beforeAll(async () => {
  const now = Date.now()
  const beat = (time: number, counters: Record<string, number>) =>
    insertHeartbeat({
      sensor_id: SENSOR,
      time: new Date(time).toISOString(),
      started_at: new Date(now - 7_200_000).toISOString(),
      sources: ['ebpf'],
      outputs: ['clickhouse', 'unix:/run/vigie.sock'],
      hooks: HOOKS,
      counters,
    })
  const old = { dropped_spool_rows: 4000, malformed_http1: 12, requests: 100_000, spooled_bytes: 0, store_available: 1 }
  await beat(now - 10_000, { ...old, dropped_ring_full: 20 })
  await beat(now, {
    ...old,
    requests: 101_000,
    dropped_ring_full: 120,
    dropped_of_tomorrow: 3,
    spooled_bytes: 5_000_000,
  })
  await closeClickhouse()
})

for (const theme of ['dark', 'light'] as const)
  test(`losses of now stand apart from old ones, each with its meaning (${theme})`, async ({ page }) => {
    const refusals = watchRefusals(page)
    await page.emulateMedia({ colorScheme: theme })
    await page.goto('health')
    const sensor = page.getByRole('region', { name: `Sensor ${SENSOR}`, exact: true })
    const losses = sensor.getByRole('region', { name: `Losses of sensor ${SENSOR} by cause` })
    await expect(losses.getByRole('row', { name: /dropped_ring_full/ })).toContainText('100 in the last 10 s (10/s)')
    await expect(losses.getByRole('row', { name: /dropped_ring_full/ })).toContainText('larger ring')
    await expect(losses.getByRole('row', { name: /dropped_spool_rows/ })).toContainText('none in the last 10 s')
    await expect(losses.getByRole('row', { name: /dropped_of_tomorrow/ })).toContainText('no words for it')
    await expect(losses.getByRole('row', { name: /malformed_http1/ })).toContainText('sent so by the other side')
    const closed = sensor.getByRole('region', { name: 'Seen, not decrypted' })
    await expect(closed).toContainText('/usr/bin/caddy')
    await expect(closed.getByTitle('U+202E right-to-left override')).toBeAttached()
    await expect(closed).toContainText('Go crypto/tls')
    await expect(sensor).toContainText('unix:/run/vigie.sock')
    await sensor.screenshot({ path: `playwright/results/health-losses-${theme}.png` })
    expect(await violationsOf(page)).toEqual([])
    expect(refusals).toEqual([])
  })

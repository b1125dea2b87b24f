import { expect, test } from '@playwright/test'
import { clickhouseFor, closeClickhouse } from '#db/clickhouse/client.ts'
import type { ConnectionState } from '#db/model/connection.ts'
import { aRequest } from '#db/model/request.builder.ts'
import { watchRefusals } from './refusals.ts'
import { violationsOf } from './violations.ts'

const STATES: readonly ConnectionState[] = ['slowloris', 'scan', 'half_open', 'tls_only', 'not_http', 'upgraded']
const SCANNER = '203.0.113.77'

/** Written by the raw contract of the store, as any producer may. */
test.beforeAll(async () => {
  const now = Date.now()
  const values = Array.from({ length: 60 }, (_, index) => {
    const connection_state = index < 40 ? 'scan' : (STATES[index % STATES.length] ?? 'scan')
    const src_ip = index < 40 ? SCANNER : `198.51.100.${index}`
    const connection = aRequest({
      type: 'connection',
      time: new Date(now - index * 45_000).toISOString(),
      conn_id: `connections-${now}-${index}`,
      src_ip,
      peer_ip: index === 45 ? '10.0.0.9' : src_ip,
      client_ip_source: index === 45 ? 'proxy_protocol' : '',
      connection_state,
      connection_ms: index * 731,
      connection_requests: connection_state === 'upgraded' ? 1 : 0,
      bytes_in: connection_state === 'scan' ? 0 : 517,
      bytes_out: connection_state === 'upgraded' ? 48_113 : 0,
      tls_sni: index === 41 ? '<img src=x onerror="alert(1)">\u202e' : 'shop.example',
      tcp_signature: '4:57+7:0:1460:mss*44,7:mss,sok,ts,nop,ws:df,id+:0',
      os_guess: 'Linux',
      method: '',
      host: '',
      path: '',
      headers: [],
    })
    return { raw_json: JSON.stringify(connection) }
  })
  await clickhouseFor('writer').insert({ table: 'ja4_logs.http_logs_raw', format: 'JSONEachRow', values })
  await closeClickhouse()
})

test('who scans is found and narrowed to by keys alone, and the URL carries it', async ({ page }) => {
  const refusals = watchRefusals(page)
  await page.goto('connections?range=1h')
  const grid = page.getByRole('grid', { name: 'Connections' })
  await expect(grid.getByRole('row').nth(1)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Addresses with the most connections' })).toContainText(SCANNER)
  await page.screenshot({ path: 'playwright/results/connections-live-dark.png' })

  await page.goto(`connections?range=1h&src_ip=${SCANNER}`)
  await expect(grid.getByRole('row').nth(1)).toContainText('Scan')
  await grid.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('f')
  await expect(page).toHaveURL(/state=scan/)
  await expect(page.getByRole('button', { name: 'Scan', exact: true })).toHaveAttribute('aria-pressed', 'true')
  await grid.focus()
  await page.keyboard.press('Enter')
  await expect(grid.getByText('connected and closed without a byte')).toBeVisible()
  await expect(grid.getByRole('link', { name: 'Sessions of this address' })).toBeVisible()
  await page.screenshot({ path: 'playwright/results/connections-open-dark.png' })
  expect(refusals).toEqual([])
})

test('a stranger’s server name is shown, never obeyed; a proxied client is told from its proxy', async ({ page }) => {
  const refusals = watchRefusals(page)
  await page.goto('connections?range=1h&src_ip=198.51.100.41')
  const grid = page.getByRole('grid', { name: 'Connections' })
  await expect(grid.getByRole('row').nth(1)).toBeVisible()
  await grid.focus()
  await page.keyboard.press('Enter')
  await expect(grid.getByText('<img src=x onerror="alert(1)">')).toBeVisible()
  await expect(grid.getByTitle('U+202E right-to-left override')).toBeVisible()
  await page.goto('connections?range=1h&src_ip=198.51.100.45')
  await expect(grid.getByRole('row').nth(1)).toBeVisible()
  await grid.focus()
  await page.keyboard.press('Enter')
  await expect(grid.getByText('10.0.0.9')).toBeVisible()
  await expect(grid.getByText('by the PROXY protocol')).toBeVisible()
  expect(refusals).toEqual([])
})

test('the picture has a table that says the same and leads to a narrower range', async ({ page }) => {
  await page.goto('connections?range=1h')
  await page.getByRole('button', { name: 'Table' }).click()
  const twin = page.getByRole('region', { name: 'Connections over time, as a table' })
  await expect(twin.getByRole('row').nth(1)).toBeVisible()
  await twin.getByRole('button', { name: 'only this' }).first().click()
  await expect(page).toHaveURL(/since=.*until=/)
})

test('nothing that matches, an answer that fails and one that is denied look different', async ({ page }) => {
  await page.goto('connections?range=1h&src_ip=192.0.2.250')
  await expect(page.getByText('No connection matches')).toBeVisible()
  await page.screenshot({ path: 'playwright/results/connections-no-match-dark.png' })
  await page.getByRole('button', { name: 'Without this address' }).click()
  await expect(page.getByRole('grid', { name: 'Connections' })).toBeVisible()

  await page.route('**/api/v1/connections?**', (route) => route.abort())
  await expect(page.getByText('Live rows stopped')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('grid', { name: 'Connections' })).toBeVisible()
  await page.reload()
  await expect(page.getByText('The connections could not be loaded')).toBeVisible()
  await page.unroute('**/api/v1/connections?**')
  await page.getByRole('button', { name: 'Try again' }).first().click()
  await expect(page.getByRole('grid', { name: 'Connections' })).toBeVisible()
})

for (const theme of ['dark', 'light'] as const)
  test(`an opened connection in the ${theme} theme has no violation that a machine can find`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    await page.goto('connections?range=1h')
    const grid = page.getByRole('grid', { name: 'Connections' })
    await expect(grid.getByRole('row').nth(1)).toBeVisible()
    await grid.focus()
    await page.keyboard.press('Enter')
    await expect(grid.getByRole('link', { name: 'Sessions of this address' })).toBeVisible()
    await page.screenshot({ path: `playwright/results/connection-open-${theme}.png` })
    expect(await violationsOf(page)).toEqual([])
  })

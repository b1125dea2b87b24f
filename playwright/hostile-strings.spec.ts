import { expect, test } from '@playwright/test'
import { clickhouseFor, closeClickhouse } from '#db/clickhouse/client.ts'
import { aRequest } from '#db/model/request.builder.ts'
import { watchRefusals } from './refusals.ts'

const HOST = 'hostile.example'
const TARGETS = [
  ['/<script>alert(1)</script>', ''],
  ['/\u202egpj.exe', ''],
  ['/\u0000\u001b[31mred', ''],
  [`/${'A'.repeat(3000)}END`, ''],
  ['/javascript:alert(1)', '"><img src=x onerror=alert(1)>'],
  ['/\u200bzero\ufeffwidth', ''],
] as const

/** Written by the raw contract of the store, as any producer may. */
test.beforeAll(async () => {
  const started = Date.now() - 20_000
  const values = TARGETS.map(([path, query_string], index) => {
    const request = aRequest({
      time: new Date(started + index * 700).toISOString(),
      conn_id: `hostile-${started}`,
      src_ip: '203.0.113.66',
      host: HOST,
      path,
      query_string,
      keepalives: index + 1,
      status_code: 404,
      headers: [
        ['Host', HOST],
        ['User-Agent', '<img src=x onerror="alert(1)"> \u202eevil\u2066'],
        ['X-Long', 'b'.repeat(4000)],
      ],
    })
    return { raw_json: JSON.stringify(request) }
  })
  await clickhouseFor('writer').insert({ table: 'ja4_logs.http_logs_raw', format: 'JSONEachRow', values })
  await closeClickhouse()
})

test('a stranger’s text is shown, never obeyed', async ({ page }) => {
  const refusals = watchRefusals(page)
  await page.goto(`sessions?host=${HOST}`)
  const grid = page.getByRole('grid', { name: 'Sessions' })
  const row = grid.getByRole('row').nth(1)
  await expect(row).toContainText('<img src=x onerror="alert(1)">')
  await expect(row.getByTitle('U+202E right-to-left override')).toBeAttached()
  await page.screenshot({ path: 'playwright/results/hostile-list-dark.png' })

  await grid.focus()
  await page.keyboard.press('Enter')
  const requests = page.getByRole('grid', { name: 'Requests in time order' })
  await expect(requests).toContainText('/<script>alert(1)</script>')
  await expect(requests.getByTitle('U+202E right-to-left override').first()).toBeVisible()
  await expect(requests.getByTitle('U+0000 null')).toBeVisible()
  await expect(requests.getByTitle('U+200B zero width space')).toBeVisible()
  await expect(requests.getByTitle(/characters left out here/).first()).toBeVisible()
  await requests.focus()
  await page.keyboard.press('Enter')
  await expect(requests.getByText('3 headers in the order sent')).toBeVisible()
  await page.screenshot({ path: 'playwright/results/hostile-session-dark.png', fullPage: true })
  expect(await page.locator('main img, main script, main a[href^="javascript"]').count()).toBe(0)
  expect(refusals).toEqual([])
})

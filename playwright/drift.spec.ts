import { expect, test } from '@playwright/test'
import { clickhouseFor, closeClickhouse } from '#db/clickhouse/client.ts'
import { aRequest } from '#db/model/request.builder.ts'
import { watchRefusals } from './refusals.ts'
import { violationsOf } from './violations.ts'

const GUESSER = '203.0.113.91'
const HOST = 'rules.example'

/** Somebody guesses passwords, written by the raw contract of the store, as any producer may. */
test.beforeAll(async () => {
  const now = Date.now()
  const values = Array.from({ length: 24 }, (_, index) =>
    aRequest({
      time: new Date(now - 1000 * (24 - index)).toISOString(),
      conn_id: `guesser-${now}`,
      keepalives: index + 1,
      src_ip: GUESSER,
      host: HOST,
      method: 'POST',
      path: '/login',
      status_code: 401,
      headers: [['User-Agent', '<img src=x onerror="alert(1)"> \u202eevil']],
    }),
  )
  await clickhouseFor('writer').insert({
    table: 'ja4_logs.http_logs_raw',
    format: 'JSONEachRow',
    values: values.map((value) => ({ raw_json: JSON.stringify(value) })),
  })
  await closeClickhouse()
})

test('what rules find is on the first page within a minute, with its counts and a way in', async ({ page }) => {
  const refusals = watchRefusals(page)
  await page.goto('')
  const panel = page.getByRole('region', { name: 'What the rules saw' })
  const row = panel.getByRole('row', { name: /Brute force/ })
  await expect(row).toContainText(/log-in tries .*refused/, { timeout: 59_000 })
  await panel.scrollIntoViewIfNeeded()
  await panel.screenshot({ path: 'playwright/results/rules-panel-dark.png' })
  await row.getByRole('link').click()
  await expect(page).toHaveURL(/\/sessions\/[0-9a-f]+-[0-9a-f]{32}/)
  expect(refusals).toEqual([])
})

test('the models that are kept, and one of them looked at, by its URL', async ({ page }) => {
  const refusals = watchRefusals(page)
  await page.goto('drift')
  const models = page.getByRole('region', { name: 'Models that are kept' })
  const other = models.getByRole('row', { name: /Applicatif/ }).first()
  await other.getByRole('button').click()
  await expect(page).toHaveURL(/\/drift\?model=[a-z0-9-]+/)
  await expect(other.getByRole('button')).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByText('Gate', { exact: true })).toBeVisible()
  await expect(page.getByText('It scores now.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Let this one score' })).toHaveCount(0)
  await page.reload()
  await expect(other.getByRole('button')).toHaveAttribute('aria-pressed', 'true')
  expect(refusals).toEqual([])
})

test('every picture has a table that says the same', async ({ page }) => {
  await page.goto('drift')
  const cycles = page.getByRole('region', { name: 'Scoring cycles', exact: true })
  await cycles.getByRole('button', { name: 'Table' }).click()
  await expect(cycles.getByRole('region', { name: 'Scoring cycles, as a table' })).toBeVisible()
  const rate = page.getByRole('region', { name: 'Anomalous sessions' })
  await rate.getByRole('button', { name: 'Table' }).click()
  await expect(rate.getByRole('region', { name: /as a table/ })).toBeVisible()
})

test('an answer that fails and one that is denied look different, and the rest of the page stays', async ({ page }) => {
  await page.route('**/api/v1/drift?**', (route) => route.abort())
  await page.goto('drift')
  await expect(page.getByText('The drift could not be loaded')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('region', { name: 'Models that are kept' })).toBeVisible()
  await page.unroute('**/api/v1/drift?**')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('region', { name: 'Features beside training' })).toBeVisible()

  await page.route('**/api/v1/models', (route) =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'about:blank',
        title: 'Forbidden',
        status: 403,
        detail: 'This needs sessions:read.',
      }),
    }),
  )
  await page.reload()
  await expect(page.getByText('You may not see the models')).toBeVisible()
})

for (const theme of ['dark', 'light'] as const)
  test(`drift and models in the ${theme} theme, wide and narrow, have no violation that a machine can find`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: theme })
    await page.setViewportSize({ width: 1440, height: 2600 })
    await page.goto('drift')
    await expect(page.getByRole('region', { name: 'Features beside training' })).toBeVisible()
    await page.screenshot({ path: `playwright/results/drift-${theme}.png`, fullPage: true })
    expect(await violationsOf(page)).toEqual([])
    await page.setViewportSize({ width: 360, height: 800 })
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(wider).toBeLessThanOrEqual(0)
    await page.screenshot({ path: `playwright/results/drift-narrow-${theme}.png`, fullPage: true })
  })

import { expect, test } from '@playwright/test'
import { Health } from '#db/model/health.ts'

const problem = (status: number, title: string, detail: string) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', title, status, detail, instance: '/', request_id: 'req-12345' }),
})

test('a network that is away is no empty list; trying again works', async ({ page }) => {
  await page.route('**/api/v1/sessions?**', (route) => route.abort())
  await page.goto('sessions')
  await expect(page.getByText('The sessions could not be loaded')).toBeVisible()
  await expect(page.getByText('No session matches')).toHaveCount(0)
  await page.screenshot({ path: 'playwright/results/sessions-error-dark.png' })
  await page.unroute('**/api/v1/sessions?**')
  await page.getByRole('button', { name: 'Try again' }).first().click()
  await expect(page.getByRole('grid', { name: 'Sessions' })).toBeVisible()
})

test('what fails keeps saying so while it is asked again', async ({ page }) => {
  await page.route('**/api/v1/sessions?**', (route) =>
    route.fulfill(problem(503, 'Not available now', 'The store does not answer.')),
  )
  await page.goto('')
  const failure = page.getByText('The sessions could not be loaded')
  await expect(failure).toBeVisible()
  // Longer than from one question to the next.
  const until = Date.now() + 6_000
  while (Date.now() < until) {
    expect(await failure.isVisible()).toBe(true)
    await page.waitForTimeout(100)
  }
  await expect(page.getByRole('link', { name: 'Open Health' })).toBeVisible()
})

test('while the store is away, what it alone knows is unknown, not never', async ({ page }) => {
  await page.route('**/api/v1/health', async (route) => {
    const answer = await route.fetch()
    const away = { ok: false, version: null, latency_ms: null, rows: null, newest_row_at: null, bytes_on_disk: null }
    const scoring = { last_run_at: null, model_version: null, model_origin: null, scored: null, detail: 'Not known.' }
    const health = Health.parse(await answer.json())
    const json = { ...health, store: { ...health.store, ...away }, scoring, sensors: [], status: 'degraded' }
    await route.fulfill({ response: answer, json })
  })
  await page.goto('')
  await expect(page.getByText('losses unknown: the store is away')).toBeVisible()
  await expect(page.getByText('when scoring ran is unknown: the store is away')).toBeVisible()
  await page.goto('health')
  const scoring = page.getByRole('region', { name: 'Scoring' })
  await expect(scoring.getByText('unknown').first()).toBeVisible()
  await expect(scoring.getByText(/never|has not run|none loaded/)).toHaveCount(0)
  await expect(page.getByText('Whether a sensor reports is unknown')).toBeVisible()
})

test('a failure names its request, so that an operator finds it in the log', async ({ page }) => {
  await page.route('**/api/v1/sessions?**', (route) =>
    route.fulfill(problem(503, 'Not available now', 'The store does not answer.')),
  )
  await page.goto('sessions')
  await expect(page.getByText('req-12345')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Copy request id' })).toBeVisible()
})

test('what one may not see is called so', async ({ page }) => {
  await page.route('**/api/v1/sessions?**', (route) =>
    route.fulfill(problem(403, 'Not allowed', 'sessions:read is missing.')),
  )
  await page.goto('sessions')
  await expect(page.getByText('You may not see the sessions')).toBeVisible()
  await expect(page.getByText('sessions:read is missing.')).toBeVisible()
})

test('rows stay, marked as old, when the answers stop', async ({ page }) => {
  await page.goto('sessions')
  await expect(page.getByRole('grid', { name: 'Sessions' })).toBeVisible()
  await page.route('**/api/v1/**', (route) => route.abort())
  await expect(page.getByText('Live rows stopped')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('what you see may be old')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('grid', { name: 'Sessions' })).toBeVisible()
  await page.screenshot({ path: 'playwright/results/sessions-stale-dark.png' })
})

test('a login that ends leaves the page and what was typed in place', async ({ page }) => {
  await page.goto('sessions')
  const grid = page.getByRole('grid', { name: 'Sessions' })
  await expect(grid.getByRole('row').nth(1)).toBeVisible()
  await grid.focus()
  await page.keyboard.press('Enter')
  await page.getByLabel('Note, kept with the next verdict').fill('half a thought')
  await page.route('**/api/v1/health', (route) => route.fulfill(problem(401, 'Who are you?', 'Log in.')))
  const overlay = page.getByRole('dialog', { name: 'Your login has ended' })
  await expect(overlay).toBeVisible()
  await expect(overlay.getByLabel('Password')).toBeFocused()
  await page.screenshot({ path: 'playwright/results/login-ended-dark.png' })
  await expect(page.getByText('half a thought')).toBeAttached()
})

test('an unknown session says so', async ({ page }) => {
  await page.goto(`sessions/7a0f1-${'0'.repeat(32)}`)
  await expect(page.getByText('This session was not found')).toBeVisible()
})

test('a stranger is sent to the login and comes back', async ({ browser, baseURL }) => {
  const page = await browser.newPage({ baseURL: baseURL ?? '', storageState: { cookies: [], origins: [] } })
  await page.goto('sessions?range=1h')
  await expect(page).toHaveURL(/login\?next=%2Fsessions%3Frange%3D1h/)
  await page.close()
})

import { expect, test, type Page } from '@playwright/test'
import { ScorePage } from '#db/model/scored-session.ts'
import { watchRefusals } from './refusals.ts'

/** The session with the highest or the lowest score that the model decided about. */
async function openByScore(page: Page, place: 'first' | 'last'): Promise<void> {
  const answer = await page.request.get('api/v1/scores?limit=1000')
  const wanted = place === 'first' ? ['CRITICAL', 'HIGH', 'MEDIUM'] : ['NORMAL', 'LEGITIMATE_BROWSER']
  const { data } = ScorePage.parse(await answer.json())
  const found = data.filter(({ threat_level }) => wanted.includes(threat_level))
  const session = place === 'first' ? found[0] : found.at(-1)
  expect(session).toBeDefined()
  await page.goto(`sessions/${session?.session_id ?? ''}`)
}

test('the most anomalous session says why in at most five signed reasons beside people’s values', async ({ page }) => {
  const refusals = watchRefusals(page)
  await openByScore(page, 'first')
  const why = page.getByRole('region', { name: 'Why' })
  await expect(why.getByText(/^Proposed: /)).toBeVisible()
  await expect(why.getByText(/Scores higher than|too few to rank it/)).toBeVisible()
  const table = why.getByRole('table', { name: 'What made the score, strongest first' })
  await expect(table).toBeVisible()
  const rows = table.getByRole('row')
  const count = (await rows.count()) - 1
  expect(count).toBeGreaterThan(0)
  expect(count).toBeLessThanOrEqual(5)
  await expect(rows.nth(1).getByRole('cell').last()).toHaveText(/^[+−]\d/)
  await expect(why.getByText('Otherwise:')).toBeVisible()
  expect(refusals).toEqual([])
})

test('each part of the fingerprint fits, does not fit or is unknown, in words', async ({ page }) => {
  await openByScore(page, 'first')
  const strip = page.getByRole('list', { name: 'Coherence' })
  await expect(strip.getByRole('listitem')).toHaveCount(7)
  for (const axis of ['TLS', 'HTTP/2', 'headers', 'client hints', 'TCP and system', 'behaviour']) {
    const cell = strip.getByRole('listitem').filter({ has: page.getByText(axis, { exact: true }) })
    await expect(cell.getByText(/^. ?(fits|does not fit|unknown)$/)).toBeVisible()
  }
})

test('reasons of an ordinary session are worked out when somebody looks', async ({ page }) => {
  await openByScore(page, 'last')
  const why = page.getByRole('region', { name: 'Why' })
  await expect(why.getByRole('table', { name: 'What made the score, strongest first' })).toBeVisible({
    timeout: 30_000,
  })
  await expect(why.getByText('Otherwise:')).toHaveCount(0)
})

import { expect, test } from '@playwright/test'
import { watchRefusals } from './refusals.ts'
import { violationsOf } from './violations.ts'

test('the threshold moves by keys, says what it would mean, and stays in the URL', async ({ page }) => {
  const refusals = watchRefusals(page)
  await page.goto('scores?range=7d')
  await expect(page.getByText('Is the threshold in the right place?')).toBeVisible()
  const slider = page.getByRole('slider', { name: 'Threshold' })
  await expect(slider).toBeVisible()
  const box = await slider.boundingBox()
  expect(box?.height).toBeGreaterThanOrEqual(24)

  await slider.focus()
  await page.keyboard.press('Home')
  await expect(slider).toHaveAttribute('aria-valuetext', /^0\.00: .*sessions a day/)
  const all = Number(
    /\(([\d,]+) in this range\)/.exec((await slider.getAttribute('aria-valuetext')) ?? '')?.[1]?.replace(/,/g, ''),
  )
  expect(all).toBeGreaterThan(0)
  for (let step = 0; step < 3; step++) await page.keyboard.press('PageUp')
  await page.keyboard.press('ArrowRight')
  await expect(page).toHaveURL(/threshold=0\.31/)
  const above = Number(
    /\(([\d,]+) in this range\)/.exec((await slider.getAttribute('aria-valuetext')) ?? '')?.[1]?.replace(/,/g, ''),
  )
  expect(above).toBeLessThanOrEqual(all)

  await page.reload()
  await expect(slider).toHaveValue('0.31')
  expect(refusals).toEqual([])
})

test('bars and table say the same, and one score can be listed alone', async ({ page }) => {
  await page.goto('scores?range=7d')
  const panel = page.getByRole('region', { name: 'How the scores lie' })
  await panel.getByRole('button', { name: 'Table' }).click()
  const twin = page.getByRole('region', { name: 'Scores, as a table' })
  await expect(twin.getByRole('row').nth(1)).toBeVisible()
  await twin.getByRole('button', { name: 'only these' }).first().click()
  await expect(page).toHaveURL(/min_score=/)
  const grid = page.getByRole('grid', { name: 'Scored sessions' })
  await expect(grid.getByRole('row').nth(1)).toBeVisible()
  const from = Number(new URL(page.url()).searchParams.get('min_score'))
  const score = await grid.getByRole('row').nth(1).getByRole('gridcell').first().innerText()
  expect(Number(/\d\.\d+/.exec(score)?.[0])).toBeGreaterThanOrEqual(from - 0.001)
  await page.getByRole('button', { name: /^List: scores/ }).click()
  await expect(page).not.toHaveURL(/min_score=/)
})

test('the grid leads to the session, and the voices name themselves', async ({ page }) => {
  await page.goto('scores?range=7d')
  await expect(
    page.getByRole('region', { name: 'Voices, as a table' }).getByText('Isolation forest').first(),
  ).toBeVisible()
  await page.getByLabel('Across').selectOption('eif_score')
  await expect(page).toHaveURL(/x=eif_score/)
  const grid = page.getByRole('grid', { name: 'Scored sessions' })
  await expect(grid.getByRole('row').nth(1)).toBeVisible()
  await grid.focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/sessions\/[0-9a-f]+-[0-9a-f]{32}$/)
})

for (const theme of ['dark', 'light'] as const)
  test(`narrow, in the ${theme} theme, nothing scrolls sideways but tables, and a machine finds no violation`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: theme })
    await page.setViewportSize({ width: 390, height: 900 })
    await page.goto('scores?range=7d')
    await expect(page.getByRole('slider', { name: 'Threshold' })).toBeVisible()
    const main = page.locator('main')
    expect(await main.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(1)
    await page.screenshot({ path: `playwright/results/scores-narrow-${theme}.png`, fullPage: true })
    expect(await violationsOf(page)).toEqual([])
  })

import { expect, test } from '@playwright/test'
import { watchRefusals } from './refusals.ts'

test('a cell narrows the list, the URL carries it, and removing it widens again', async ({ page }) => {
  const refusals = watchRefusals(page)
  await page.goto('sessions?range=7d')
  const grid = page.getByRole('grid', { name: 'Sessions' })
  const first = grid.getByRole('row').nth(1)
  await expect(first).toBeVisible()
  const address = (await first.getByRole('gridcell').nth(3).innerText()).trim()
  await first.hover()
  await first.getByRole('button', { name: 'Only this address' }).click()
  await expect(page).toHaveURL(new RegExp(`src_ip=${encodeURIComponent(address)}`))
  await expect(page.getByLabel('address', { exact: true })).toHaveValue(address)
  await expect
    .poll(async () => new Set(await grid.locator('[role=row] [aria-colindex="4"][role=gridcell]').allInnerTexts()).size)
    .toBe(1)

  await page.reload()
  await expect(page.getByLabel('address', { exact: true })).toHaveValue(address)
  await page.getByRole('button', { name: 'Remove the filter address' }).click()
  await expect(page).not.toHaveURL(/src_ip/)
  expect(refusals).toEqual([])
})

test('half an address filters nothing and says so', async ({ page }) => {
  await page.goto('sessions')
  const field = page.getByLabel('address', { exact: true })
  await field.fill('192.0.2.')
  await field.press('Enter')
  await expect(page.getByText('Write a whole IPv4 or IPv6 address.')).toBeVisible()
  await expect(page).not.toHaveURL(/src_ip/)
})

test('no match is told apart from no data, and names the clause to remove', async ({ page }) => {
  await page.goto('sessions?host=nobody.invalid')
  await expect(page.getByText('No session matches')).toBeVisible()
  await expect(page.getByText('The newest request in the store')).toBeVisible()
  await page.screenshot({ path: 'playwright/results/sessions-no-match-dark.png' })
  await page.getByRole('button', { name: 'Without this host' }).click()
  await expect(page.getByRole('grid', { name: 'Sessions' })).toBeVisible()
})

test('the picture of the traffic has a table that says the same', async ({ page }) => {
  await page.goto('sessions')
  await page.getByRole('button', { name: 'Table' }).click()
  const twin = page.getByRole('region', { name: 'Traffic over time, as a table' })
  await expect(twin.getByRole('row').nth(1)).toBeVisible()
  await twin.getByRole('button', { name: 'only this' }).first().click()
  await expect(page).toHaveURL(/since=.*until=/)
})

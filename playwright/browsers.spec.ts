import { expect, test } from '@playwright/test'
import { watchRefusals } from './refusals.ts'

test('Browsers shows claimed against shown, impostors, proposals and the profiles with their proof', async ({
  page,
}) => {
  const refusals = watchRefusals(page)
  await page.goto('browsers')
  await expect(page.getByRole('heading', { name: 'Browsers', level: 1 })).toBeVisible()
  await expect(page.getByText('Is each client the browser that it claims to be?')).toBeVisible()
  for (const name of ['Claimed and shown', 'Impostors', 'Proposals', 'Profiles', 'How a family is named']) {
    await expect(page.getByRole('region', { name, exact: true })).toBeVisible()
  }
  await page.getByText('Firefox 153 ESR').click()
  await expect(page.getByText('t13d1617h2_86a278354501_3cbfd9057e0d')).toBeVisible()
  await expect(page.getByText(/laboratory: \d+ sessions/).filter({ visible: true })).toBeVisible()
  expect(refusals).toEqual([])
})

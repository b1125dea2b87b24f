import { expect, test } from '@playwright/test'
import { account, loginFile, setupUrl } from './config.ts'
import { watchRefusals } from './refusals.ts'

test('the one-time link makes the first account, and then never again', async ({ page, browser }) => {
  test.skip(setupUrl === '', 'the account exists already')
  const refusals = watchRefusals(page)
  await page.goto(setupUrl)
  await page.getByLabel('Name').fill(account.name)
  await page.getByLabel('Password', { exact: true }).fill('too short')
  await page.getByRole('button', { name: 'Make the account' }).click()
  await expect(page.getByText('At least 12 characters')).toBeVisible()
  await page.screenshot({ path: 'playwright/results/set-up-dark.png' })

  await page.getByLabel('Password', { exact: true }).fill(account.password)
  await page.getByRole('button', { name: 'Make the account' }).click()
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()

  const stranger = await browser.newPage({ storageState: { cookies: [], origins: [] } })
  await stranger.goto(setupUrl)
  await stranger.getByLabel('Name').fill('mallory')
  await stranger.getByLabel('Password', { exact: true }).fill('another long password')
  await stranger.getByRole('button', { name: 'Make the account' }).click()
  await expect(stranger.getByText('already used')).toBeVisible()
  await stranger.close()
  expect(refusals).toEqual([])
})

test('a wrong password is named, the right one leads to where one wanted to go', async ({ page }) => {
  const refusals = watchRefusals(page)
  await page.goto('health')
  await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible()
  await page.getByLabel('Name').fill(account.name)
  await page.getByLabel('Password').fill('certainly not it')
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByText('Name or password is not right.')).toBeVisible()
  await page.screenshot({ path: 'playwright/results/login-dark.png' })

  await page.getByLabel('Password').fill(account.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('heading', { name: 'Health' })).toBeVisible()
  await page.context().storageState({ path: loginFile })
  expect(refusals).toEqual([])
})

import { spawnSync } from 'node:child_process'
import { expect, test } from '@playwright/test'
import { account } from './config.ts'

const VIEWER = `viewer-${Date.now()}`

/** Made on the server, as its administrator does. */
test.beforeAll(() => {
  const command = ['--import', 'tsx', 'db/admin.ts', 'user', 'create', '--name', VIEWER, '--role', 'viewer']
  const made = spawnSync(process.execPath, command, { input: `${account.password}\n`, encoding: 'utf8' })
  expect(made.stderr).toBe('')
})

test('whoever may only read is offered nothing else, by pointer or by key', async ({ browser, baseURL }) => {
  const page = await browser.newPage({ baseURL: baseURL ?? '', storageState: { cookies: [], origins: [] } })
  await page.goto('login')
  await page.getByLabel('Name').fill(VIEWER)
  await page.getByLabel('Password').fill(account.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()

  await page.goto('sessions')
  const grid = page.getByRole('grid', { name: 'Sessions' })
  await expect(grid.getByRole('row').nth(1)).toBeVisible()
  await grid.focus()
  await page.keyboard.press('Enter')
  const verdict = page.getByRole('region', { name: 'Verdict', exact: true })
  await expect(verdict).toContainText('deciding needs the permission verdicts:write')
  await expect(verdict.getByRole('button')).toHaveCount(0)
  await page.keyboard.press('h')
  await expect(page.getByRole('button', { name: 'Undo z' })).toHaveCount(0)
  await expect(page.getByText('Not saved.')).toHaveCount(0)

  await page.goto('drift')
  await expect(page.getByText('It scores now.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Let this one score' })).toHaveCount(0)
  await page.close()
})

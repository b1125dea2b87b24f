import { expect, test, type Page } from '@playwright/test'
import { watchRefusals } from './refusals.ts'
import { violationsOf } from './violations.ts'

async function openFirstSession(page: Page): Promise<void> {
  await page.goto('sessions')
  const grid = page.getByRole('grid', { name: 'Sessions' })
  await expect(grid.getByRole('row').nth(1)).toBeVisible()
  await grid.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('grid', { name: 'Requests in time order' }).getByRole('row').nth(1)).toBeVisible()
}

const PAGES: { name: string; open: (page: Page) => Promise<void> }[] = [
  {
    name: 'overview',
    open: async (page) => {
      await page.goto('')
      await expect(page.getByRole('table').first()).toBeVisible()
    },
  },
  {
    name: 'sessions',
    open: async (page) => {
      await page.goto('sessions')
      await expect(page.getByRole('grid').getByRole('row').nth(1)).toBeVisible()
    },
  },
  { name: 'session', open: openFirstSession },
  {
    name: 'scores',
    open: async (page) => {
      await page.goto('scores?range=7d')
      await expect(page.getByRole('slider', { name: 'Threshold' })).toBeVisible()
      await expect(page.getByRole('grid').getByRole('row').nth(1)).toBeVisible()
    },
  },
  {
    name: 'connections',
    open: async (page) => {
      await page.goto('connections')
      await expect(page.getByRole('region', { name: 'Matching connections' })).toBeVisible()
      await expect(page.getByRole('button', { name: 'Table' })).toBeVisible()
    },
  },
  {
    name: 'browsers',
    open: async (page) => {
      await page.goto('browsers')
      await expect(page.getByRole('region', { name: 'Profiles', exact: true })).toBeVisible()
    },
  },
  {
    name: 'drift',
    open: async (page) => {
      await page.goto('drift')
      await expect(page.getByRole('region', { name: 'Features beside training' })).toBeVisible()
    },
  },
  {
    name: 'health',
    open: async (page) => {
      await page.goto('health')
      await expect(page.getByRole('region', { name: 'Store' })).toBeVisible()
    },
  },
  {
    name: 'help',
    open: async (page) => {
      await page.goto('help')
      await expect(page.getByRole('heading', { name: 'REST API' })).toBeVisible()
    },
  },
]

for (const theme of ['dark', 'light'] as const)
  for (const { name, open } of PAGES)
    test(`${name} in the ${theme} theme has no violation that a machine can find`, async ({ page }) => {
      const refusals = watchRefusals(page)
      await page.emulateMedia({ colorScheme: theme })
      await open(page)
      await page.screenshot({ path: `playwright/results/${name}-${theme}.png` })
      expect(await violationsOf(page)).toEqual([])
      expect(refusals).toEqual([])
    })

test('the theme that is chosen stays after a reload', async ({ page }) => {
  await page.goto('health')
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('menuitemradio', { name: 'Light' }).click()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
})

test('the keys are listed by ? and can be switched off', async ({ page }) => {
  const refusals = watchRefusals(page)
  await page.goto('health')
  await expect(page.getByRole('region', { name: 'Store' })).toBeVisible()
  await page.keyboard.press('?')
  const dialog = page.getByRole('dialog', { name: 'Keys' })
  await expect(dialog).toBeVisible()
  await page.screenshot({ path: 'playwright/results/keys-dark.png' })
  await dialog.getByRole('checkbox').uncheck()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await page.keyboard.press('?')
  await expect(dialog).toHaveCount(0)
  expect(refusals).toEqual([])
})

test('a session can be read on a narrow screen without scrolling sideways', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 800 })
  await openFirstSession(page)
  const main = page.locator('main')
  expect(await main.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(1)
  await page.screenshot({ path: 'playwright/results/session-narrow-dark.png' })
})

import type { Page } from '@playwright/test'

/** What the browser refused or what broke in the page: a content policy violation is a failure of ours. */
export function watchRefusals(page: Page): string[] {
  const refusals: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy|hydrat/i.test(message.text())) refusals.push(message.text())
  })
  page.on('pageerror', (error) => refusals.push(error.message))
  page.on('dialog', (dialog) => {
    refusals.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return refusals
}

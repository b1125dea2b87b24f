import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** What a machine finds against WCAG 2.2 AA and good practice, each with the markup that breaks it. */
export async function violationsOf(page: Page): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

import { expect, test } from '@playwright/test'
import { closeClickhouse } from '#db/clickhouse/client.ts'
import { tellAttempt, type Attempt } from '#db/refdata/versions.ts'
import { watchRefusals } from './refusals.ts'
import { violationsOf } from './violations.ts'

/** An attempt of so many days ago, as an update tells it. */
const attempt = (list: string, days_ago: number, more: Partial<Attempt>): Attempt => ({
  list,
  attempted_at: new Date(Date.now() - days_ago * 86_400_000).toISOString(),
  outcome: 'failed',
  version: 0,
  rows: 0,
  origin: 'downloaded',
  source: 'https://lists.example/\u202Elist',
  licence: 'published by the operator',
  supersedes: [],
  precedence: 10,
  sha256: '',
  etag: '',
  last_modified: '',
  bytes: 0,
  duration_ms: 5,
  detail: '',
  ...more,
})

test.beforeAll(async () => {
  await tellAttempt([
    attempt('perplexitybot', 1, { detail: 'it holds the whole Internet: 0.0.0.0/0' }),
    attempt('ahrefsbot', 0, { detail: 'the server answered 503' }),
  ])
  await closeClickhouse()
})

for (const theme of ['dark', 'light'] as const)
  test(`Health tells of each list where it comes from, its age and why an update failed (${theme})`, async ({
    page,
  }) => {
    const refusals = watchRefusals(page)
    await page.emulateMedia({ colorScheme: theme })
    await page.goto('health')
    const panel = page.getByRole('region', { name: 'Reference data', exact: true })
    await expect(panel).toContainText('an update failed')
    const lists = panel.getByRole('region', { name: 'Lists of reference data' })
    await expect(lists.getByRole('row', { name: /perplexitybot/ })).toContainText(
      'failed 1 d ago: it holds the whole Internet: 0.0.0.0/0',
    )
    await expect(lists.getByRole('row', { name: /ahrefsbot/ })).toContainText('the server answered 503')
    await expect(lists.getByRole('row', { name: /fingerprints/ }).last()).toContainText('the small set')
    await expect(lists.getByRole('row', { name: /firehol_level1/ })).toContainText('switched off')
    await panel.screenshot({ path: `playwright/results/reference-data-${theme}.png` })
    expect(await violationsOf(page)).toEqual([])
    expect(refusals).toEqual([])
  })

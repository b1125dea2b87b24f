import { expect, test, type Page } from '@playwright/test'
import { closeClickhouse } from '#db/clickhouse/client.ts'
import { insertCampaignMembers } from '#db/clickhouse/groups/insert-campaign-members.ts'
import { insertCampaigns } from '#db/clickhouse/groups/insert-campaigns.ts'
import { insertFleets } from '#db/clickhouse/groups/insert-fleets.ts'
import { insertScans } from '#db/clickhouse/groups/insert-scans.ts'
import { watchRefusals } from './refusals.ts'
import { violationsOf } from './violations.ts'

const HOUR_MS = 3_600_000
const HOSTILE = '<img src=x onerror="alert(1)">\u202e.example'
const FLEET_ID = 'c0ffee0123456789'
const CAMPAIGN = 90_001
const LEVEL = 'CRITICAL' as const
const JA4S = ['t13d190900_9dc949149365_97f8aa674fc9', 't13d1715h2_5b57614c22b0_3d5424432f57']

const hourAgo = (hours: number) => new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - hours * HOUR_MS).toISOString()
const sessionId = (window_start: string, place: number) =>
  `${Math.floor(Date.parse(window_start) / HOUR_MS).toString(16)}-${place.toString(16).padStart(32, '0')}`

/** Two campaigns over a day, the first with many members. */
async function seedCampaigns(): Promise<void> {
  const proof = [
    { feature: 'hdr_count', value: 4, campaign_median: 4 },
    { feature: 'hdr_secfetch_absent', value: 1, campaign_median: 1 },
  ]
  const members = Array.from({ length: 75 }, (_, index) => {
    const window_start = hourAgo(index % 20)
    return {
      ...{
        campaign_id: CAMPAIGN + (index % 5 === 0 ? 1 : 0),
        window_start,
        session_id: sessionId(window_start, index),
      },
      ...{
        src_ip: `203.0.113.${index % 250}`,
        ja4: JA4S[index % 2] ?? '',
        host: index % 9 === 0 ? HOSTILE : 'shop.example',
      },
      ...{
        started_at: window_start,
        ended_at: window_start,
        hits: 12 + index,
        anomaly_score: 0.9,
        threat_level: LEVEL,
      },
      ...{ asn_number: index % 3 === 0 ? 0 : 64500 + (index % 4), asn_org: 'Example Hosting', country_code: 'FR' },
      ...{ updated_at: new Date().toISOString(), membership: 1 - (index % 10) / 20, proof },
    }
  })
  await insertCampaignMembers(members)
  const shared = {
    ...{ updated_at: new Date().toISOString(), started_at: hourAgo(19), ended_at: hourAgo(0), persistence: 0.62 },
    ...{ ja4s: JA4S, asns: [64500, 64501], countries: ['FR'], hosts: ['shop.example', HOSTILE] },
    traits: [
      { feature: 'hdr_secfetch_absent', median: 1, human_median: 0 },
      { feature: 'hdr_count', median: 4, human_median: 14 },
      { feature: 'tim_iat_cv', median: 0.05, human_median: 2.1 },
    ],
    trait_deviations: [6, -6, -2.4],
  }
  await insertCampaigns([
    {
      ...{ ...shared, campaign_id: CAMPAIGN, threat_level: 'CRITICAL', sessions: 60, addresses: 60, hits: 2940 },
      reason: '60 sessions of 60 addresses on 2 hosts that act alike: requests without Sec-Fetch 100 % (people: 0 %).',
    },
    {
      ...{ ...shared, campaign_id: CAMPAIGN + 1, threat_level: 'MEDIUM', sessions: 15, addresses: 15, hits: 700 },
      ...{ traits: [], trait_deviations: [], reason: '15 sessions of 15 addresses on 2 hosts that act alike.' },
    },
  ])
}

/** A fleet that grows over six hours, in forty networks. */
async function seedFleet(): Promise<void> {
  const rows = Array.from({ length: 6 }, (_, at) => {
    const addresses = 60 + 28 * at
    return {
      ...{ detected_at: hourAgo(5 - at), window_start: hourAgo(5 - at), fleet_id: FLEET_ID, fleet_score: 0.93 },
      ...{
        coherence: 0.94,
        background_coherence: 0.41,
        modularity: 0.46,
        addresses,
        sessions: 2 * addresses,
        hits: 24 * addresses,
      },
      ...{
        ja4s: JA4S,
        asns: Array.from({ length: 40 }, (_, asn) => 64_500 + asn),
        countries: ['FR'],
        hosts: ['shop.example', HOSTILE],
      },
      shared: {
        ja4: JA4S[0] ?? '',
        header_order_signature: '3-9f2c',
        tcp_stack: '64:1460:7:mss',
        user_agent: `Mozilla/5.0 ${HOSTILE}`,
      },
      likeness: { paths: 1, volume: 0.92, mix: 1, rhythm: 0.86 },
      background_likeness: { paths: 0.21, volume: 0.38, mix: 0.81, rhythm: 0.2 },
      path_examples: ['/prices', `/${HOSTILE}`],
      members: Array.from({ length: addresses }, (_, index) => ({
        ...{
          src_ip: `198.51.${(index + 5 * at) % 40}.${index + 5 * at + 1}`,
          ja4: JA4S[index % 7 === 0 ? 1 : 0] ?? '',
          asn: 64_500 + (index % 40),
          sessions: 2,
        },
        proof: 'acts 94 % as the others do (paths 100 %, rhythm 86 %); 24 requests, one every 300 s',
      })),
      reason: `${addresses} addresses of 40 networks look the same and act the same: 94 % alike, others on the same hosts 41 %.`,
    }
  })
  await insertFleets(rows)
  await insertScans([
    {
      ...{ detected_at: hourAgo(0), window_start: hourAgo(0), scan_id: 'beefbeefbeefbeef', kind: 'address' },
      ...{
        started_at: hourAgo(1),
        ended_at: hourAgo(0),
        ja4: JA4S[1] ?? '',
        header_order_signature: 'host',
        user_agent: HOSTILE,
      },
      ...{
        addresses: ['203.0.113.50'],
        address_count: 1,
        asns: [64500],
        hosts: ['a.example', 'b.example', HOSTILE],
        hits: 70,
      },
      ...{ count_4xx: 68, jaccard: 0.87, paths: 25, path_examples: ['/admin.php', `/${HOSTILE}`] },
      proof: [{ one: 'a.example', other: HOSTILE, shared: 22, either: 25 }],
      reason: 'One address asked 3 hosts for the same 25 paths, which people there do not ask for.',
    },
  ])
}

test.beforeAll(async () => {
  await seedCampaigns()
  await seedFleet()
  await closeClickhouse()
})

async function openCampaigns(page: Page): Promise<void> {
  await page.goto('campaigns')
  await expect(page.getByRole('region', { name: 'List of campaigns' }).getByRole('row').nth(1)).toBeVisible()
}

async function openFleet(page: Page): Promise<void> {
  await page.goto(`fleets/${FLEET_ID}`)
  await expect(page.getByRole('region', { name: 'Members of the fleet' }).getByRole('row').nth(1)).toBeVisible()
}

test('a campaign is found, says what its members share, and leads to its sessions', async ({ page }) => {
  const refusals = watchRefusals(page)
  await openCampaigns(page)
  await page
    .getByRole('region', { name: 'List of campaigns' })
    .getByRole('link', { name: `#${CAMPAIGN}`, exact: true })
    .click()
  await expect(page.getByRole('heading', { name: `Campaign #${CAMPAIGN}` })).toBeVisible()
  await expect(page.getByRole('region', { name: 'What the members share' })).toContainText('≥ 6.0')
  const members = page.getByRole('region', { name: 'Sessions of the campaign' })
  await expect(members.getByRole('row')).toHaveCount(61)
  await expect(members.getByRole('link').first()).toHaveAttribute('href', /\/sessions\/[0-9a-f]+-/)
  await expect(page.getByText('<img src=x onerror="alert(1)">').first()).toBeVisible()
  expect(refusals).toEqual([])
})

test('each picture has a table that says the same', async ({ page }) => {
  await openCampaigns(page)
  await page.getByRole('button', { name: 'Table' }).click()
  const hours = page.getByRole('region', { name: 'Campaigns by hour, as a table' })
  await expect(hours.getByRole('row', { name: new RegExp(`#${CAMPAIGN} `) }).first()).toBeVisible()
  await openFleet(page)
  await page.getByRole('button', { name: 'Table' }).click()
  const sizes = page.getByRole('region', { name: 'Size of the fleet by hour, as a table' })
  await expect(sizes.getByRole('row')).toHaveCount(7)
  const links = page.getByRole('region', { name: 'JA4s and networks, as a table' })
  await links.getByRole('button', { name: 'Network' }).click()
  await expect(links.getByRole('columnheader', { name: 'Network' })).toHaveAttribute('aria-sort', 'descending')
})

test('a fleet says why it is one; a stranger’s text is shown, never obeyed', async ({ page }) => {
  const refusals = watchRefusals(page)
  await page.goto('fleets')
  await page
    .getByRole('region', { name: 'List of fleets' })
    .getByRole('link', { name: FLEET_ID.slice(0, 8) })
    .click()
  await expect(page.getByText('200 addresses of 40 networks look the same')).toBeVisible()
  await expect(page.getByText('one every 300 s').first()).toBeVisible()
  await expect(page.getByTitle('U+202E right-to-left override').first()).toBeVisible()
  await page.goto('fleets?sort=score')
  await page.getByRole('group').filter({ hasText: '25 shared paths' }).first().click()
  await expect(page.getByText('22 of 25')).toBeVisible()
  expect(refusals).toEqual([])
})

test('what does not exist, what fails and what is empty look different', async ({ page }) => {
  await page.goto('campaigns/77777777')
  await expect(page.getByText('There is no such campaign')).toBeVisible()
  await page.goto('fleets/0000000000000000')
  await expect(page.getByText('There is no such fleet')).toBeVisible()
  await page.route('**/api/v1/scans?**', (route) => route.abort())
  await page.route('**/api/v1/fleets?**', (route) =>
    route.fulfill({ json: { data: [], next: null, as_of: new Date().toISOString() } }),
  )
  await page.goto('fleets')
  await expect(page.getByText('No fleet was seen')).toBeVisible()
  await expect(page.getByText('The scanners could not be loaded')).toBeVisible()
  await page.screenshot({ path: 'playwright/results/fleets-empty-dark.png' })
  await page.route('**/api/v1/campaigns?**', (route) =>
    route.fulfill({
      json: { data: [], next: null, as_of: null, outliers: [], flagged: 0, compared_at: null, waiting: 0 },
    }),
  )
  await page.goto('campaigns')
  await expect(page.getByText('No traffic yet')).toBeVisible()
})

const PAGES = [
  { name: 'campaigns', open: openCampaigns },
  {
    name: 'campaign',
    open: async (page: Page) => {
      await page.goto(`campaigns/${CAMPAIGN}`)
      await expect(page.getByRole('region', { name: 'Sessions of the campaign' }).getByRole('row').nth(1)).toBeVisible()
    },
  },
  {
    name: 'fleets',
    open: async (page: Page) => {
      await page.goto('fleets')
      await expect(page.getByRole('region', { name: 'List of fleets' }).getByRole('row').nth(1)).toBeVisible()
      await page.getByText('25 shared paths').first().click()
    },
  },
  { name: 'fleet', open: openFleet },
]

for (const theme of ['dark', 'light'] as const)
  for (const { name, open } of PAGES)
    test(`${name} in the ${theme} theme has no violation that a machine can find`, async ({ page }) => {
      const refusals = watchRefusals(page)
      await page.emulateMedia({ colorScheme: theme })
      await open(page)
      await page.screenshot({ path: `playwright/results/${name}-${theme}.png`, fullPage: true })
      expect(await violationsOf(page)).toEqual([])
      expect(refusals).toEqual([])
    })

for (const { name, open } of PAGES)
  test(`${name} can be read on a narrow screen without scrolling sideways`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 800 })
    await open(page)
    const main = page.locator('main')
    expect(await main.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(1)
    await page.screenshot({ path: `playwright/results/${name}-narrow-dark.png` })
  })

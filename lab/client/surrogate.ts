import { setTimeout as pause } from 'node:timers/promises'
import { chromium, errors, type Page } from '@playwright/test'
import type { Topology } from '#lab/network/topology.ts'
import { launcherFor } from './chromium.ts'
import type { Lived, Person, Stay, Step } from './person.ts'
import { addressOf } from './visit.ts'

const STEP_DEADLINE_MS = 20_000

/** Lives a person's whole visit in one browser: one profile, one cache, one TLS session store. */
export async function liveAs(
  person: Person,
  options: { folder: string; spki: Readonly<Record<string, string>>; topology: Topology },
): Promise<Lived> {
  const { profile } = person
  const browser = await chromium.launch({
    executablePath: launcherFor(options.folder, person.machine.namespace),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      `--host-resolver-rules=${resolverRulesOf(person, options.topology)}`,
      `--ignore-certificate-errors-spki-list=${Object.values(options.spki).join(',')}`,
      `--user-agent=${profile.user_agent}`,
      `--accept-lang=${profile.languages}`,
      ...profile.switches,
    ],
  })
  const lived: Lived = { steps: 0, pauses: [], broken: [] }
  try {
    const context = await browser.newContext({ viewport: profile.viewport, timezoneId: profile.timezone })
    for (const stay of person.stays) {
      const page = await context.newPage()
      page.setDefaultTimeout(STEP_DEADLINE_MS)
      await stayAt(page, stay, lived)
    }
  } finally {
    await browser.close()
  }
  return lived
}

function resolverRulesOf({ stays, families }: Person, topology: Topology): string {
  const rules = stays.map(({ host, server }) => {
    const address = addressOf(topology.servers[server], families[host] ?? 4)
    return `MAP ${host} ${address.includes(':') ? `[${address}]` : address}`
  })
  return [...new Set(rules), 'MAP * ~NOTFOUND'].join(',')
}

/** A person whose page does not come gives up on that site. */
export async function stayAt(page: Page, stay: Stay, lived: Lived): Promise<void> {
  for (const step of stay.steps) {
    try {
      await take(page, stay, step)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      lived.broken.push(
        error instanceof errors.TimeoutError ? `${step.kind}: too late` : `${step.kind}: ${firstLine(error)}`,
      )
      return
    }
    lived.steps++
    lived.pauses.push([Date.now(), step.pause_ms])
    await pause(step.pause_ms)
  }
}

function firstLine({ message }: Error): string {
  return message.split('\n')[0] ?? ''
}

async function take(page: Page, stay: Stay, step: Step): Promise<void> {
  switch (step.kind) {
    case 'open':
      await page.goto(`${stay.scheme}://${stay.host}${step.target}`, { waitUntil: 'load' })
      return
    case 'follow': {
      const links = page.locator('a[href]')
      const count = await links.count()
      if (count > 0) await arriveBy(page, () => links.nth(step.which % count).click())
      return
    }
    case 'back':
      await page.goBack({ waitUntil: 'load' })
      return
    case 'reload':
      await page.reload({ waitUntil: 'load' })
      return
    case 'sign-in':
      await page.goto(`${stay.scheme}://${stay.host}/login`, { waitUntil: 'load' })
      await page.locator('input[name=user]').fill(step.user)
      await page.locator('input[name=password]').fill(`not-${step.user}`)
      await arriveBy(page, () => page.locator('form button').click())
      return
    case 'write':
      await page.goto(`${stay.scheme}://${stay.host}/contact.html`, { waitUntil: 'load' })
      await page.locator('input[name=text]').fill(step.text)
      await arriveBy(page, () => page.locator('input[name=text]').press('Enter'))
  }
}

/** A link to the page itself loads it again, so every click ends in a load. */
async function arriveBy(page: Page, act: () => Promise<void>): Promise<void> {
  const arrived = page.waitForEvent('load')
  await Promise.all([arrived, act()])
}

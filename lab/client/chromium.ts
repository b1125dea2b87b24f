import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium } from '@playwright/test'
import type { Topology } from '#lab/network/topology.ts'
import { RECORD_FOLDER } from '#lab/process/record.ts'
import { addressOf, urlOf, type BrowserVisit } from './visit.ts'

const CHROMIUM = '/usr/bin/chromium'
const PAGE_DEADLINE_MS = 20_000

/** A program per namespace, because Playwright starts the browser itself; it writes its own record before it becomes the browser. */
export function launcherFor(
  folder: string,
  namespace: string,
  { display = null, niceness = 10 }: { display?: string | null; niceness?: number } = {},
): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `chromium-${namespace}${display === null ? '' : '-windowed'}`)
  const shown = display === null ? '' : `env DISPLAY=${display} `
  const entry = `{"kind":"group","pid":%d,"started_ticks":"%s","name":"chromium"}\\n`
  writeFileSync(
    file,
    `#!/bin/sh
printf '${entry}' $$ "$(cut -d' ' -f22 /proc/$$/stat)" >> ${RECORD_FOLDER}/record.ndjson
# Behind everybody else: a store that starves could not tell what the browsers did.
exec nice -n ${niceness} ip netns exec ${namespace} ${shown}${CHROMIUM} "$@"
`,
  )
  chmodSync(file, 0o755)
  return file
}

/** Opens the visit's pages one after the other, as a person with a fresh profile would. */
export async function driveChromium(
  visit: BrowserVisit,
  options: { folder: string; spki: Readonly<Record<string, string>>; topology: Topology },
): Promise<void> {
  const server = addressOf(options.topology.servers[visit.server], visit.family)
  const browser = await chromium.launch({
    executablePath: launcherFor(options.folder, visit.machine.namespace),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
      `--host-resolver-rules=MAP ${visit.host} ${server.includes(':') ? `[${server}]` : server},MAP * ~NOTFOUND`,
      `--ignore-certificate-errors-spki-list=${options.spki[visit.server] ?? ''}`,
      ...(visit.tls_version === '1.2' ? ['--ssl-version-max=tls1.2'] : []),
    ],
  })
  try {
    const page = await browser.newPage()
    for (const target of visit.pages) {
      await page.goto(urlOf(visit, target), { waitUntil: 'networkidle', timeout: PAGE_DEADLINE_MS })
      await pause(visit.think_ms)
    }
  } finally {
    await browser.close()
  }
}

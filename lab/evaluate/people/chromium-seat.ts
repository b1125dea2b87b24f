import { chromium, type Browser, type BrowserContext } from '@playwright/test'
import { launcherFor } from '#lab/client/chromium.ts'
import type { BrowserProfile, Lived, Person } from '#lab/client/person.ts'
import { stayAt } from '#lab/client/surrogate.ts'

const STEP_DEADLINE_MS = 20_000

interface SeatOptions {
  namespace: string
  /** Where launchers are written. */
  folder: string
  /** X display to show windows on; null: headless. */
  display: string | null
  /** `MAP host address` for every host. */
  resolver_rules: string
  /** Keys of the servers' certificates. */
  spki: readonly string[]
  switches: readonly string[]
}

/** A real Chromium that several people use one after the other, each with a context (profile, cache, connections) of their own. */
export class ChromiumSeat {
  private readonly browser: Browser
  /** Of Chromium, the first number. */
  readonly version: string

  private constructor(browser: Browser) {
    this.browser = browser
    this.version = browser.version().split('.')[0] ?? ''
  }

  static async start(options: SeatOptions): Promise<ChromiumSeat> {
    const browser = await chromium.launch({
      executablePath: launcherFor(options.folder, options.namespace, { display: options.display, niceness: 2 }),
      headless: options.display === null,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        `--host-resolver-rules=${options.resolver_rules}`,
        `--ignore-certificate-errors-spki-list=${options.spki.join(',')}`,
        ...options.switches,
      ],
    })
    return new ChromiumSeat(browser)
  }

  /**
   * The context says the same system in User-Agent and client hints. Languages are the browser's: set for a context, they
   * would stand elsewhere among the headers than a person's Chromium puts them.
   */
  async open(profile: BrowserProfile): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      viewport: profile.viewport,
      timezoneId: profile.timezone,
      userAgent: profile.user_agent.replace('{version}', this.version),
    })
    context.setDefaultTimeout(STEP_DEADLINE_MS)
    return context
  }

  /** As a script opens one that sets nothing: it says what it is. */
  async openPlain(): Promise<BrowserContext> {
    const context = await this.browser.newContext()
    context.setDefaultTimeout(STEP_DEADLINE_MS)
    return context
  }

  async live(person: Person): Promise<Lived> {
    const context = await this.open(person.profile)
    const lived: Lived = { steps: 0, pauses: [], broken: [] }
    try {
      for (const stay of person.stays) await stayAt(await context.newPage(), stay, lived)
    } finally {
      await context.close()
    }
    return lived
  }

  async close(): Promise<void> {
    await this.browser.close()
  }
}

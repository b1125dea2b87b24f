import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { clientInside } from '#lab/network/inside.ts'
import { Marionette } from './marionette.ts'

const START_DEADLINE_MS = 40_000
const PAGE_LOAD_MS = 20_000
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
const Elements = z.array(z.object({ [ELEMENT]: z.string() }))
const Session = z.object({ capabilities: z.object({ browserVersion: z.string() }) })
const Handle = z.object({ handle: z.string() })

export type Preferences = Readonly<Record<string, string | number | boolean>>

/** No visit is to be disturbed by what a new Firefox asks its maker for; the network has no way there anyway. */
const QUIET: Preferences = {
  'app.update.disabledForTesting': true,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.security.https_first': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
}

interface FirefoxOptions {
  /** Network namespace; null: that of this process. */
  namespace: string | null
  folder: string
  /** X display to show windows on; null: headless. */
  display: string | null
  port: number
  preferences: Preferences
}

/** A real Firefox, led through its Marionette port. */
export class Firefox {
  readonly marionette: Marionette
  /** The first number of Firefox's. */
  readonly version: string
  private readonly end: () => Promise<void>

  private constructor(marionette: Marionette, browserVersion: string, end: () => Promise<void>) {
    this.marionette = marionette
    this.version = browserVersion.split('.')[0] ?? ''
    this.end = end
  }

  static async start(options: FirefoxOptions): Promise<Firefox> {
    mkdirSync(options.folder, { recursive: true })
    const profile = mkdtempSync(join(options.folder, 'firefox-'))
    const preferences = { ...QUIET, 'marionette.port': options.port, ...options.preferences }
    const lines = Object.entries(preferences).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    )
    writeFileSync(join(profile, 'user.js'), `${lines.join('\n')}\n`)
    const shown = options.display === null ? ['MOZ_HEADLESS=1'] : [`DISPLAY=${options.display}`]
    const command = ['env', `HOME=${profile}`, 'MOZ_CRASHREPORTER_DISABLE=1', ...shown, 'nice', '-n', '2'] as const
    const child = start(options.namespace, [
      ...command,
      ...['firefox-esr', '--marionette', '--remote-allow-system-access', '--no-remote', '--profile', profile],
    ])
    const exited = once(child, 'exit')
    const end = async (): Promise<void> => {
      child.kill('SIGKILL')
      await exited
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    }
    try {
      const marionette = await connect(options.namespace, options.port)
      const capabilities = { alwaysMatch: { acceptInsecureCerts: true } }
      const session = Session.parse(await marionette.send('WebDriver:NewSession', { capabilities }))
      await marionette.send('WebDriver:SetTimeouts', { pageLoad: PAGE_LOAD_MS, implicit: 0, script: PAGE_LOAD_MS })
      return new Firefox(marionette, session.capabilities.browserVersion, end)
    } catch (error) {
      await end()
      throw error
    }
  }

  async open(url: string): Promise<void> {
    await this.marionette.send('WebDriver:Navigate', { url })
  }

  /** Ids of the elements that a CSS selector finds. */
  async find(selector: string): Promise<string[]> {
    const found = await this.marionette.send('WebDriver:FindElements', { using: 'css selector', value: selector })
    return Elements.parse(found).map((element) => element[ELEMENT])
  }

  /** Clicks like a person; waits for the page that it leads to. */
  async click(element: string): Promise<void> {
    await this.marionette.send('WebDriver:ElementClick', { id: element })
  }

  async type(element: string, text: string): Promise<void> {
    await this.marionette.send('WebDriver:ElementSendKeys', { id: element, text })
  }

  /** Somebody else now: nothing remembered, no connection left, these preferences, and a tab of their own. */
  async becomeSomebodyElse(preferences: Preferences): Promise<void> {
    const { marionette } = this
    const { handle } = Handle.parse(await marionette.send('WebDriver:NewWindow', { type: 'tab' }))
    await marionette.send('WebDriver:CloseWindow')
    await marionette.send('WebDriver:SwitchToWindow', { handle })
    await marionette.send('Marionette:SetContext', { value: 'chrome' })
    await marionette.send('WebDriver:ExecuteAsyncScript', { script: FORGET, args: [preferences] })
    await marionette.send('Marionette:SetContext', { value: 'content' })
  }

  async close(): Promise<void> {
    this.marionette.close()
    await this.end()
  }
}

/** Runs with Firefox's own rights. */
const FORGET = `
const [preferences, done] = arguments
for (const [name, value] of Object.entries(preferences)) {
  if (typeof value === 'string') Services.prefs.setStringPref(name, value)
  else if (typeof value === 'number') Services.prefs.setIntPref(name, value)
  else Services.prefs.setBoolPref(name, value)
}
Services.obs.notifyObservers(null, 'net:prune-all-connections')
Services.io.offline = true
Services.clearData.deleteData(Ci.nsIClearDataService.CLEAR_ALL, () => {
  // Forgotten with the rest: the leave to accept the laboratory's certificates.
  const overrides = Cc['@mozilla.org/security/certoverride;1'].getService(Ci.nsICertOverrideService)
  overrides.setDisableAllSecurityChecksAndLetAttackersInterceptMyData(true)
  Services.io.offline = false
  done(null)
})`

function start(namespace: string | null, command: readonly [string, ...string[]]) {
  const bound = ['setpriv', '--pdeathsig', 'KILL', ...command] as const
  const [file, ...parameters] = namespace === null ? bound : clientInside(namespace, ...command)
  return spawn(file, parameters, { stdio: 'ignore' })
}

/** The port is on the namespace's own loopback: a shell in there passes on what both say. */
async function connect(namespace: string | null, port: number): Promise<Marionette> {
  const relay = `exec 3<>/dev/tcp/127.0.0.1/${port} || exit 1; cat <&3 & cat >&3; kill $!`
  const [file, ...parameters] =
    namespace === null ? (['bash', '-c', relay] as const) : clientInside(namespace, 'bash', '-c', relay)
  const deadline = Date.now() + START_DEADLINE_MS
  for (;;) {
    const child = spawn(file, parameters, { stdio: ['pipe', 'pipe', 'ignore'] })
    child.stdin.on('error', () => undefined)
    const stream = Duplex.from({ readable: child.stdout, writable: child.stdin })
    try {
      return await Marionette.over(stream)
    } catch (error) {
      child.kill('SIGKILL')
      if (Date.now() > deadline) throw new Error('Firefox did not open its Marionette port', { cause: error })
      await pause(200)
    }
  }
}

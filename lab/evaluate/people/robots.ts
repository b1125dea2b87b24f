import { setTimeout as pause } from 'node:timers/promises'
import type { Lived, Person, Stay } from '#lab/client/person.ts'
import type { Random } from '#lab/random.ts'
import type { KindOf } from '../kinds.ts'
import { Firefox } from './firefox.ts'
import type { Seat } from './seats.ts'

type RobotKind = KindOf<'automated_browser'>

/** As fast as a person's pauses are shortened: some seconds between pages. */
const CADENCE_MS = 100
const PAGES_LEAST = 4
const PAGES_MOST = 24
const NOT_LOADED = new Set(['image', 'stylesheet', 'font', 'media'])

/** The pages of a site that a script goes through: in order, from anywhere. */
function pagesOf(pages: readonly string[], random: Random): string[] {
  const from = random.below(pages.length)
  const count = PAGES_LEAST + random.below(PAGES_MOST - PAGES_LEAST)
  return Array.from({ length: count }, (_, at) => pages[(from + at) % pages.length]).flatMap((each) => each ?? [])
}

/** What a driver library opens, and how it goes on. */
interface Tab {
  open: (url: string) => Promise<unknown>
  /** Clicks a link of the page, whichever. */
  click: (which: number) => Promise<unknown>
}

/** A script leads the browser through the sites; it never reads. */
export async function actAsRobot(
  kind: RobotKind,
  seat: Seat,
  person: Person,
  pagesAt: (stay: Stay) => readonly string[],
  random: Random,
): Promise<Lived> {
  const lived: Lived = { steps: 0, pauses: [], broken: [] }
  const { tab, close } =
    seat.engine === 'firefox' ? await firefoxTab(seat.seat) : await chromiumTab(kind, seat.seat, person)
  try {
    for (const stay of person.stays) await work(kind, tab, stay, pagesOf(pagesAt(stay), random), lived, random)
  } catch (error) {
    lived.broken.push(String(error).split('\n')[0] ?? '')
  } finally {
    await close()
  }
  return lived
}

async function work(kind: RobotKind, tab: Tab, stay: Stay, pages: string[], lived: Lived, random: Random) {
  const isClicking = kind === 'chromium-clicking'
  for (const [at, page] of pages.entries()) {
    if (isClicking && at > 0) await tab.click(random.below(1000))
    else await tab.open(`${stay.scheme}://${stay.host}${page}`)
    lived.steps++
    // Fixed, or drawn evenly: neither has the long tail of reading.
    const pause_ms = isClicking ? CADENCE_MS * (0.5 + 2 * random.next()) : CADENCE_MS
    lived.pauses.push([Date.now(), pause_ms])
    await pause(pause_ms)
  }
}

async function firefoxTab(firefox: Firefox): Promise<{ tab: Tab; close: () => Promise<void> }> {
  await firefox.becomeSomebodyElse({})
  const click = async (which: number): Promise<void> => {
    const links = await firefox.find('a[href]')
    const link = links[which % Math.max(1, links.length)]
    if (link !== undefined) await firefox.click(link)
  }
  return { tab: { open: (url) => firefox.open(url), click }, close: () => Promise.resolve() }
}

async function chromiumTab(kind: RobotKind, seat: Extract<Seat, { engine: 'chromium' }>['seat'], person: Person) {
  const context = await (kind === 'chromium-default' ? seat.openPlain() : seat.open(person.profile))
  if (kind === 'chromium-lean')
    await context.route('**/*', (route) =>
      NOT_LOADED.has(route.request().resourceType()) ? route.abort() : route.continue(),
    )
  const page = await context.newPage()
  const click = async (which: number): Promise<void> => {
    const links = page.locator('a[href]')
    const count = await links.count()
    if (count === 0) return
    const arrived = page.waitForEvent('load')
    await Promise.all([arrived, links.nth(which % count).click()])
  }
  return { tab: { open: (url: string) => page.goto(url), click }, close: () => context.close() }
}

import { browsedRequests } from './browsed.ts'
import type { SentRequest } from './client/sent-request.ts'
import type { UpOptions } from './command-line.ts'
import type { Laboratory } from './laboratory.ts'
import { planBrowserVisits, planVisits, type PlanOptions } from './plan.ts'
import { randomOf } from './random.ts'

/** A browser visit makes at most about this many requests; fewer hits than that leave no room for one. */
const BROWSER_VISIT_HITS = 40

/** Drives exactly the hits asked for: browsers first, because only the servers can tell how many requests those made. */
export async function driveTraffic(
  laboratory: Laboratory,
  options: UpOptions,
  onProgress: (done: number) => void,
): Promise<SentRequest[]> {
  const random = randomOf(options.seed)
  const plan: PlanOptions = { http_ratio: options['http-ratio'], tls_versions: options.tls }
  const room = Math.floor(options.hits / BROWSER_VISIT_HITS)
  const browsers = Math.min(options.browsers ?? 2, room)
  const sent: SentRequest[] = []
  for (const visit of planBrowserVisits(browsers, laboratory.topology, plan, random)) {
    const linesOf = () => laboratory.readAccessLogs().filter((line) => line.server === visit.server)
    const before = linesOf().length
    await laboratory.browse(visit)
    sent.push(...browsedRequests(visit, linesOf().slice(before)))
    onProgress(sent.length)
  }
  let done = sent.length
  const visits = planVisits(Math.max(0, options.hits - done), laboratory.topology, plan, random)
  const counted = await laboratory.drive(visits, options['at-once'], (told) => {
    done += told.length
    onProgress(done)
  })
  return [...sent, ...counted]
}

import { listChallengeRecords } from '#db/clickhouse/scores/list-challenge-records.ts'
import { listSessionEvidence, MOST_IDS } from '#db/clickhouse/scores/list-session-evidence.ts'
import type { SessionEvidence } from '#db/model/evidence.ts'
import { listBrowserProfiles } from '#db/prisma/browser-profiles/list-browser-profiles.ts'
import { proposeBrowserProfile } from '#db/prisma/browser-profiles/propose-browser-profile.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { verdictLabels } from '../labels/verdict-labels.ts'
import { BUNDLED_PROFILES } from './bundled-profiles.ts'
import { groupedBy } from './grouped-by.ts'
import { profileProposals } from './profile-proposals.ts'

const HOUR_MS = 3_600_000
const VERDICT_DAYS = 7
/** Whole hours back in which passed challenges are looked for. */
const CHALLENGE_HOURS = 3
let last_run_ms = 0

export interface ProposalRun {
  state: 'done' | 'not_due'
  people: number
  proposals: number
  ms: number
}

/** Looks once an hour at what the site's verified people use, and proposes what no profile knows. Nothing counts before it is accepted. */
export async function proposeProfiles({ now }: { now: Date }): Promise<ProposalRun> {
  const began = performance.now()
  if (now.getTime() - last_run_ms < HOUR_MS) return { state: 'not_due', people: 0, proposals: 0, ms: 0 }
  last_run_ms = now.getTime()
  const state = stateDatabase()
  const people = [...(await peopleByVerdict(now)), ...(await peopleByChallenge(now))]
  const unique = [...new Map(people.map((person) => [person.session_id, person])).values()]
  // Those decided upon count as known: what was refused is not proposed again under another proof.
  const known = (await listBrowserProfiles(state)).filter((site) => site.state === 'accepted')
  const proposals = profileProposals(unique, [...BUNDLED_PROFILES, ...known.map(({ profile }) => profile)])
  for (const proposal of proposals) await proposeBrowserProfile(state, proposal, now)
  return { state: 'done', people: unique.length, proposals: proposals.length, ms: performance.now() - began }
}

async function peopleByVerdict(now: Date): Promise<SessionEvidence[]> {
  const since = new Date(now.getTime() - VERDICT_DAYS * 24 * HOUR_MS)
  const humans = (await verdictLabels(stateDatabase(), since)).filter(({ label }) => label === 'human')
  const people: SessionEvidence[] = []
  for (const [window_start, labels] of groupedBy(humans, ({ session_id }) => windowOf(session_id))) {
    const session_ids = labels.slice(0, MOST_IDS).map(({ session_id }) => session_id)
    people.push(...(await listSessionEvidence({ window_start, session_ids })))
  }
  return people
}

/** A session's id begins with its hour, in hours since 1970. */
function windowOf(session_id: string): string {
  return new Date(Number.parseInt(session_id, 16) * HOUR_MS).toISOString()
}

async function peopleByChallenge(now: Date): Promise<SessionEvidence[]> {
  const people: SessionEvidence[] = []
  const this_hour_ms = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  for (let back = 1; back <= CHALLENGE_HOURS; back++) {
    const window_start = new Date(this_hour_ms - back * HOUR_MS).toISOString()
    const records = await listChallengeRecords({ window_start })
    const passed = new Set(
      records.filter((told) => told.passed > 0 && told.failed === 0 && told.denied === 0).map(({ src_ip }) => src_ip),
    )
    if (passed.size === 0) continue
    const evidence = await listSessionEvidence({ window_start, session_ids: [] })
    people.push(...evidence.filter(({ src_ip }) => passed.has(src_ip)))
  }
  return people
}

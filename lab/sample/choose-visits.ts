import type { Request } from '#db/model/request.ts'
import type { Visit } from '../evaluate/compose/read-capture.ts'
import type { Class, Kind } from '../evaluate/kinds.ts'
import type { Random } from '../random.ts'

/** Longer visits (a scanner's whole word list) would be half of the sample. */
const MOST_ROWS = 600
/** Visits of one kind of client, at most. */
const MOST_OF_A_KIND = {
  person: 30,
  naive_seen: 4,
  naive_unseen: 2,
  impersonator: 3,
  automated_browser: 3,
  slow_fleet: 50,
} as const satisfies Record<Class, number>

/** What a newcomer should find: everybody, few of each; people are only those who are what they say. */
export function chooseVisits(visits: readonly Visit[], random: Random): Visit[] {
  const taken = new Map<Kind, number>()
  return visits
    .filter((visit) => visit.rows.length <= MOST_ROWS && (visit.visited.class !== 'person' || isAsItSays(visit)))
    .map((visit) => ({ visit, key: random.next() }))
    .sort((one, other) => one.key - other.key)
    .map(({ visit }) => visit)
    .filter(({ visited: { kind, class: of } }) => {
      const before = taken.get(kind) ?? 0
      taken.set(kind, before + 1)
      return before < MOST_OF_A_KIND[of]
    })
}

/** Pages came, and the system that the browser names is the one that its packets come from. */
function isAsItSays({ visited, rows }: Visit): boolean {
  const requests = rows.filter(({ type }) => type === 'request')
  return visited.broken.length === 0 && requests.length > 0 && requests.every(isOnLinux)
}

function isOnLinux({ os_guess, headers }: Request): boolean {
  const agent = headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? ''
  return os_guess === 'Linux' && agent.includes('Linux')
}

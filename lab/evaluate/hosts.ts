import type { Site } from '#lab/people.ts'
import { HOSTS, type Hosts } from '#lab/server/hosts.ts'
import type { Split } from './kinds.ts'

const PER_SERVER = 6
const FIRST = { train: 1, test: 1 + PER_SERVER } as const

function namesOf(word: string, split: Split): [string, ...string[]] {
  const nameAt = (at: number): string => `${word}-${FIRST[split] + at}.lab.test`
  return [nameAt(0), ...Array.from({ length: PER_SERVER - 1 }, (_, at) => nameAt(at + 1))]
}

/** Training and test have no host in common. */
export function hostsOf(split: Split): Hosts {
  return { ...HOSTS, nginx: namesOf('shop', split), apache: namesOf('blog', split) }
}

export function sitesOf(split: Split): Site[] {
  const hosts = hostsOf(split)
  return (['nginx', 'apache'] as const).flatMap((server) => hosts[server].map((host) => ({ server, host })))
}

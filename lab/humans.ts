import { once } from 'node:events'
import { awaitWatched } from './await-watched.ts'
import type { Lived } from './client/person.ts'
import type { HumansOptions } from './command-line.ts'
import { startLaboratory, type Laboratory } from './laboratory.ts'
import { planPeople, type Stranger } from './people.ts'
import { randomOf } from './random.ts'

const PROGRESS_MS = 10_000
/** Address blocks of people begin here, so that no person ever has the address of a tool; each seed has its own. */
const FIRST_BLOCK = 40
const BLOCKS_PER_SEED = 10
const SEEDS_APART = 20

type Say = (line: string) => void

/** Every namespace is one lane: its people come one after the other, each with an address of their own. */
async function letPeopleIn(laboratory: Laboratory, people: readonly Stranger[], say: Say): Promise<Lived[]> {
  const lived: Lived[] = []
  const waiting = [...people]
  let told_ms = Date.now()
  const lane = async ({ machines }: Laboratory['topology']['clients'][number]): Promise<void> => {
    for (const machine of machines) {
      const stranger = waiting.shift()
      if (stranger === undefined) return
      lived.push(await laboratory.live({ ...stranger, machine }))
      if (Date.now() - told_ms > PROGRESS_MS) {
        told_ms = Date.now()
        say(`  ${lived.length} of ${people.length} people`)
      }
    }
  }
  await Promise.all(laboratory.topology.clients.map(lane))
  return lived
}

function describeLived(laboratory: Laboratory, lived: readonly Lived[], seconds: number): string {
  const log = laboratory.readAccessLogs()
  const pairs = new Set(log.map(({ host, src_ip, scheme }) => `${scheme} ${host} ${src_ip}`))
  const addresses = new Set(log.map(({ src_ip }) => src_ip))
  const steps = lived.reduce((sum, each) => sum + each.steps, 0)
  const broken = new Map<string, number>()
  for (const reason of lived.flatMap((each) => each.broken)) broken.set(reason, (broken.get(reason) ?? 0) + 1)
  return [
    `${lived.length} surrogates took ${steps} steps in ${seconds.toFixed(0)} s: ${log.length} requests, ` +
      `${pairs.size} pairs of host and address over HTTP or HTTPS, ${addresses.size} addresses.`,
    ...[...broken].map(([reason, times]) => `  ${times} stays broken off: ${reason}`),
  ].join('\n')
}

/** Builds a laboratory, lets surrogates of people browse it, takes it down; resolves to whether all came through. */
export async function humans(options: HumansOptions, say: Say): Promise<boolean> {
  const people = planPeople(options.sessions, randomOf(options.seed))
  const laboratory = await startLaboratory({
    machines: people.length,
    client_namespaces: options['at-once'],
    first_block: FIRST_BLOCK + BLOCKS_PER_SEED * (Math.abs(options.seed) % SEEDS_APART),
    delays: false,
  })
  try {
    const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => null)
    say((await awaitWatched(laboratory)).detail)
    const began = Date.now()
    const lived = await Promise.race([letPeopleIn(laboratory, people, say), interrupted])
    if (lived === null) return false
    say(describeLived(laboratory, lived, (Date.now() - began) / 1000))
    return lived.every(({ broken }) => broken.length === 0)
  } finally {
    await laboratory.stop()
    say('Laboratory down.')
  }
}

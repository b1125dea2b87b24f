import type { SeedOptions } from '#lab/command-line.ts'
import { tableOf } from '#lab/table.ts'
import { Unavailable } from '#db/model/errors.ts'
import { startProgress, type Progress } from '#db/progress-bar.ts'
import { mostInOneBlock, type Class } from './addresses.ts'
import { checkStored } from './check-stored.ts'
import { countTyped } from './count-typed.ts'
import { multiply } from './multiply.ts'
import { CLASSES, sensorIdOf, sessionsOf, type SeedPlan } from './rows.ts'
import { inLanes, sendRaw } from './send-rows.ts'

/** The integration profile: its sessions, and the rows that they make (measured for seed 1). */
const PROFILE = { humans: 720, scanners: 150, bots: 100, clusters: 20 } as const satisfies Record<Class, number>
const PROFILE_ROWS = 35_457
const BATCH_ROWS = 10_000
/** What --fast makes through the raw table before it copies. */
const TEMPLATE_ROWS = 50_000

type Say = (line: string) => void
type Counts = Record<Class, { sessions: number; rows: number }>

/** Fills the store with coherent traffic; resolves to whether everything that was sent is stored, in every table. */
export async function seed(options: SeedOptions, say: Say, progressOf = startProgress): Promise<boolean> {
  const plan = planOf(options)
  const sensor_id = sensorIdOf(plan)
  const wanted = options.rows ?? PROFILE_ROWS
  const copies = options.fast ? Math.max(0, Math.round(wanted / Math.min(wanted, TEMPLATE_ROWS)) - 1) : 0
  const limit = options.rows === undefined ? Infinity : Math.ceil(options.rows / (copies + 1))
  const began = new Date()
  say(`Sensor ${sensor_id}: ${plan.hours} hours to ${plan.until.toISOString()}, ${plan.hosts} hosts.`)
  if (copies > 0) say(`Cut off anywhere, ${sameOptions(plan)} go on from there.`)
  const stop = untilSignal()
  const progress = progressOf('Seed', options.rows ?? estimateOf(plan))
  const { counts, rows, requests } = await tellingWhatIsStored(plan, async () => {
    const sent = await sendSessions(plan, { limit, progress, signal: stop.signal })
    if (copies > 0) {
      const template = { sensor_id, rows: sent.rows, most_sessions: mostInOneBlock(plan.sessions) }
      await multiply(template, copies, progress.add, stop.signal)
    }
    return sent
  }).finally(() => {
    stop.listen(false)
    progress.end()
  })
  const seconds = (Date.now() - began.getTime()) / 1000
  const all = rows * (copies + 1)
  say(tableOf(['class', 'sessions', 'rows'], tableRowsOf(counts)))
  if (copies > 0) say(`and ${copies} copies of each: ${all} rows.`)
  say(`${all} rows in ${seconds.toFixed(1)} s, ${Math.round(all / seconds)} a second.`)
  return checkStored({ sensor_id, plan, raw: rows, typed: all, requests: requests * (copies + 1) }, say)
}

const sameOptions = (plan: SeedPlan): string =>
  `the same options with --seed ${plan.seed} --until ${plan.until.toISOString()}`

/** Whoever is told to end finishes the insert under way and says what is stored. */
function untilSignal() {
  const controller = new AbortController()
  const stop = (name: NodeJS.Signals): void => controller.abort(new Unavailable(`Stopped by ${name}.`))
  const listen = (on: boolean): void => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process[on ? 'on' : 'off'](name, stop)
  }
  listen(true)
  return { signal: controller.signal, listen }
}

/** A store that gives up has kept something: how much, and how to go on. */
async function tellingWhatIsStored<T>(plan: SeedPlan, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    const sensor_id = sensorIdOf(plan)
    const stored = await countTyped({ sensor_id }).catch(() => [])
    const rows = stored[0]?.rows ?? 'an unknown number of'
    throw new Unavailable(
      `${error.message}\nStored so far: ${rows} rows of sensor ${sensor_id}; ${sameOptions(plan)} go on from there and count nothing twice.`,
      { cause: error },
    )
  }
}

function planOf(options: SeedOptions): SeedPlan {
  const { hours, hosts, seed: number, until = new Date() } = options
  // Five in a hundred more than needed: the rows asked for end it.
  const scale = options.rows === undefined ? 1 : (limitOf(options) / PROFILE_ROWS) * 1.05
  const sizeOf = (kind: Class): number => options[kind] ?? Math.ceil(PROFILE[kind] * scale)
  const sessions = {
    humans: sizeOf('humans'),
    scanners: sizeOf('scanners'),
    bots: sizeOf('bots'),
    clusters: sizeOf('clusters'),
  }
  return { sessions, hours, hosts, seed: number, until }
}

function limitOf({ rows = 0, fast }: SeedOptions): number {
  return fast ? Math.min(rows, TEMPLATE_ROWS) : rows
}

function estimateOf({ sessions }: SeedPlan): number {
  const share = CLASSES.reduce((sum, kind) => sum + sessions[kind], 0) / 990
  return Math.round(PROFILE_ROWS * share)
}

/** Every session through the raw table; the last one is cut where the rows are enough. */
async function sendSessions(
  plan: SeedPlan,
  { limit, progress, signal }: { limit: number; progress: Progress; signal: AbortSignal },
) {
  const counts: Counts = {
    humans: { sessions: 0, rows: 0 },
    scanners: { sessions: 0, rows: 0 },
    bots: { sessions: 0, rows: 0 },
    clusters: { sessions: 0, rows: 0 },
  }
  const sums = { rows: 0, requests: 0 }
  function* batches(): Generator<string[]> {
    let lines: string[] = []
    for (const { kind, rows } of sessionsOf(plan)) {
      const kept = rows.slice(0, Math.max(0, limit - sums.rows))
      if (kept.length === 0) break
      counts[kind].sessions += 1
      counts[kind].rows += kept.length
      sums.rows += kept.length
      for (const row of kept) {
        if (row.type === 'request') sums.requests += 1
        lines.push(JSON.stringify(row))
      }
      if (lines.length < BATCH_ROWS) continue
      yield lines
      lines = []
    }
    if (lines.length > 0) yield lines
  }
  await inLanes(batches(), async (lines, at) => {
    signal.throwIfAborted()
    await sendRaw(
      `${sensorIdOf(plan)}/${plan.hours}/${plan.hosts}/${Object.values(plan.sessions).join()}/${at}`,
      lines.join('\n'),
    )
    progress.add(lines.length)
  })
  return { counts, ...sums }
}

function tableRowsOf(counts: Counts): (string | number)[][] {
  const rows = CLASSES.map((kind) => [kind, counts[kind].sessions, counts[kind].rows])
  const sum = (of: 'sessions' | 'rows'): number => CLASSES.reduce((all, kind) => all + counts[kind][of], 0)
  return [...rows, ['all', sum('sessions'), sum('rows')]]
}

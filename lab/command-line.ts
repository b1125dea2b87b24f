import { parseArgs } from 'node:util'
import { z } from 'zod'
import { EvaluateOptions } from './evaluate/options.ts'
import { SERVER_NAMES } from './network/topology.ts'
import type { ProcessIdentity } from './process/identity.ts'
import { SampleOptions } from './sample/options.ts'
import { PROTOCOLS } from './server/server.ts'

export const USAGE = `npm run lab -- up [options]    build the laboratory, drive traffic, take it down again
npm run lab -- humans [options]  surrogates of people: real browsers that browse the sites
npm run lab -- matrix [options]  every server by every protocol: does the store hold what was sent?
npm run lab -- soak [options]    half of the highest rate for a while: is anything lost, does memory grow?
npm run lab -- seed [options]    rows of made-up traffic straight into the store, without servers
npm run lab -- evaluate [options]  traffic of people and programs, trained on, scored and judged: a report
npm run lab -- sample [options]  a small export with a little of everybody, out of an evaluation's captures
npm run lab -- down            remove whatever a laboratory left
npm run lab -- status          tell what runs

  --hits 500         requests in all
  --http-ratio 0.3   share of visits over plain HTTP
  --src-ips 50       client machines, each with an IPv4 and an IPv6 address
  --tls 1.2,1.3      TLS versions that clients offer, one each
  --seed 1           the same seed drives the same traffic
  --browsers 2       visits of headless Chromium among them
  --at-once 4        clients at the same time
  --delays           network delays that differ between client namespaces
  --keep             stay up until Ctrl-C
  --json FILE        write the account of every request as one JSON document

humans:
  --sessions 400     pairs of host and address, at least
  --seed 1           the same seed plans the same people; another seed has other addresses
  --at-once 6        people at the same time

matrix (with a store and a sensor of its own):
  --server a,b       only these: ${SERVER_NAMES.join(', ')}
  --protocol a,b     only these: ${PROTOCOLS.join(', ')}

soak (with a store and a sensor of its own):
  --minutes 30       how long
  --load 0.5         share of the highest rate that the machine serves
  --samples FILE     NDJSON of memory, processor time and counters; soak.ndjson
  --picture FILE     the same as a picture; soak.svg

seed (into the store that VIGIE_STATE_DIR or CLICKHOUSE_URL names):
  --humans 720       sessions of people
  --scanners 150     sessions of scanners
  --bots 100         sessions of known crawlers
  --clusters 20      addresses that guess passwords, 20 to 50 POST /login each
  --rows N           as many rows, the classes in that proportion; up to 10,000,000
  --fast             with --rows: 50,000 rows through the raw table, then copies of them inside the store
  --hours 24         how far back the rows reach
  --hosts 4          sites
  --seed 1           the same seed and the same --until make the same rows
  --until TIME       time of the newest rows (UTC, ISO 8601); now

evaluate (with stores and a sensor of its own):
  --sessions 600     sessions of people, about, in training and test together
  --bots 120         visits of programs in each half, about
  --seed 1           the same seed plans the same visits
  --out DIR          report.json, report.html and captures/; ./evaluation
  --minutes 7        longest capture of each half
  --at-once 8        visitors at the same time
  --hours 4          hours that each half is spread over
  --bot-share 0.03   share of programs in the test, at most: people come again as background
  --min-rows 100     fewest sessions that a model may learn from
  --kinds a,b        only these clients
  --looks 1,2,4      programs are looked at after so many requests; empty: not at all
  --impersonators    fetch libraries that imitate browsers from npm, and use them
  --cache DIR        where those libraries are kept; in DIR of --out
  --halves a,b       capture only these: train, test; more calls with other seeds add to what captures/ holds
  --capture-only     capture, judge nothing
  --captured-only    judge what captures/ holds, capture nothing
  --no-controls      without the trainings of the controls

sample (with a store of its own):
  --from DIR         captures of an evaluation; needed
  --out DIR          an export, and visitors.ndjson: who was who; ./sample
  --seed 1           the same seed chooses the same visits`

const TlsVersions = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.tuple([z.enum(['1.2', '1.3'])], z.enum(['1.2', '1.3'])))

export const UpOptions = z.strictObject({
  hits: z.coerce.number().int().min(0).max(1_000_000).default(500),
  'http-ratio': z.coerce.number().min(0).max(1).default(0.3),
  'src-ips': z.coerce.number().int().min(1).max(10_000).default(50),
  tls: TlsVersions.default(['1.2', '1.3']),
  seed: z.coerce.number().int().default(1),
  browsers: z.coerce.number().int().min(0).max(1000).optional(),
  'at-once': z.coerce.number().int().min(1).max(64).default(4),
  delays: z.boolean().default(false),
  keep: z.boolean().default(false),
  json: z.string().optional(),
})
export type UpOptions = z.infer<typeof UpOptions>

export const HumansOptions = z.strictObject({
  sessions: z.coerce.number().int().min(1).max(10_000).default(400),
  seed: z.coerce.number().int().default(1),
  'at-once': z.coerce.number().int().min(1).max(64).default(6),
})
export type HumansOptions = z.infer<typeof HumansOptions>

function namesOf<Name extends string>(names: readonly [Name, ...Name[]]) {
  const list = z.string().transform((text) => text.split(','))
  return list.pipe(z.array(z.enum(names))).default([...names])
}

export const MatrixOptions = z.strictObject({ server: namesOf(SERVER_NAMES), protocol: namesOf(PROTOCOLS) })
export type MatrixOptions = z.infer<typeof MatrixOptions>

export const SoakOptions = z.strictObject({
  minutes: z.coerce.number().min(0.1).max(1440).default(30),
  load: z.coerce.number().min(0.01).max(1).default(0.5),
  samples: z.string().default('soak.ndjson'),
  picture: z.string().default('soak.svg'),
})
export type SoakOptions = z.infer<typeof SoakOptions>

const sessions = z.coerce.number().int().min(0).max(1_000_000)

export const SeedOptions = z
  .strictObject({
    humans: sessions.optional(),
    scanners: sessions.optional(),
    bots: sessions.optional(),
    clusters: sessions.optional(),
    rows: z.coerce.number().int().min(1).max(10_000_000).optional(),
    fast: z.boolean().default(false),
    hours: z.coerce.number().int().min(1).max(690).default(24),
    hosts: z.coerce.number().int().min(1).max(10_000).default(4),
    seed: z.coerce.number().int().default(1),
    until: z
      .string()
      .refine((time) => !Number.isNaN(Date.parse(time)), 'is no time: write it as 2026-11-21T13:00:00Z')
      .transform((time) => new Date(time))
      .refine((time) => time.getTime() <= Date.now(), 'lies in the future')
      .optional(),
  })
  .refine(({ fast, rows }) => !fast || rows !== undefined, { path: ['fast'], message: 'needs --rows' })
export type SeedOptions = z.infer<typeof SeedOptions>

export type CommandLine =
  | { command: 'matrix'; options: MatrixOptions }
  | { command: 'soak'; options: SoakOptions }
  | { command: 'evaluate'; options: EvaluateOptions }
  | { command: 'sample'; options: SampleOptions }
  | { command: 'up'; options: UpOptions }
  | { command: 'humans'; options: HumansOptions }
  | { command: 'seed'; options: SeedOptions }
  | { command: 'down'; of: ProcessIdentity | null }
  | { command: 'status' }
  | { command: 'help'; complaint: string | null }

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
/** Every option's word; which command takes which say the schemas above. */
const WORDS = {
  ...{ hits: text, 'http-ratio': text, 'src-ips': text, tls: text, seed: text, browsers: text },
  ...{ 'at-once': text, json: text, sessions: text, of: text, minutes: text, load: text },
  ...{ samples: text, picture: text, server: text, humans: text, scanners: text, bots: text },
  ...{ clusters: text, rows: text, hours: text, hosts: text, until: text, protocol: text },
  ...{ out: text, 'bot-share': text, 'min-rows': text, kinds: text, looks: text, cache: text },
  ...{ from: text, halves: text },
  ...{ delays: flag, keep: flag, fast: flag, impersonators: flag, 'captured-only': flag, 'capture-only': flag },
  ...{ 'no-controls': flag },
  help: { ...flag, short: 'h' },
} as const

/** `pid:ticks`, as the watcher names the process that it watched. */
function identityIn(words: string | undefined): ProcessIdentity | null {
  const [pid, started_ticks] = words?.split(':') ?? []
  return pid === undefined || started_ticks === undefined ? null : { pid: Number(pid), started_ticks }
}

function complaintOf({ issues: [issue] }: z.ZodError, command: string): string {
  if (issue?.code === 'unrecognized_keys') return `--${issue.keys.join(', --')}: no option of ${command}`
  return `--${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not understood'}`
}

/** Reads the words after the program's name; what is wrong becomes one sentence, not an exception. */
export function parseCommandLine(words: string[]): CommandLine {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: WORDS,
    })
    const [command = 'help', ...rest] = positionals
    if (rest.length > 0) return { command: 'help', complaint: `"${rest.join(' ')}" is not understood.` }
    if (values.help === true || command === 'help') return { command: 'help', complaint: null }
    if (command === 'down') return { command, of: identityIn(values.of) }
    if (command === 'status') return { command }
    if (command === 'up') return { command, options: UpOptions.parse(values) }
    if (command === 'humans') return { command, options: HumansOptions.parse(values) }
    if (command === 'matrix') return { command, options: MatrixOptions.parse(values) }
    if (command === 'seed') return { command, options: SeedOptions.parse(values) }
    if (command === 'evaluate') return { command, options: EvaluateOptions.parse(values) }
    if (command === 'sample') return { command, options: SampleOptions.parse(values) }
    if (command === 'soak') return { command, options: SoakOptions.parse(values) }
    return { command: 'help', complaint: `There is no command "${command}".` }
  } catch (error) {
    if (error instanceof z.ZodError) return { command: 'help', complaint: complaintOf(error, words[0] ?? '') }
    return { command: 'help', complaint: error instanceof Error ? error.message : String(error) }
  }
}

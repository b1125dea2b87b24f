import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EvaluateOptions } from './options.ts'
import { capture, type CaptureOptions } from './capture/capture.ts'
import { chooseKinds } from './choose-kinds.ts'
import { readCapture, type Visit } from './compose/read-capture.ts'
import { SPLITS, type Kind } from './kinds.ts'
import { judgeVisits } from './judge-visits.ts'
import { fetchPackages } from './packages.ts'
import { pageOf } from './report/page.ts'

/** Sessions that a person's visit makes, about. */
const SESSIONS_PER_PERSON = 3.5
/** Of three people two are met in the training. */
const TRAINING_SHARE = { train: 0.6, test: 0.4 } as const
const FLEET = 200

type Say = (line: string) => void

/** Traffic of the laboratory, trained on, scored and judged: report.json and report.html in the folder. Resolves to whether it came to an end. */
export async function evaluate(options: EvaluateOptions, say: Say): Promise<boolean> {
  mkdirSync(options.out, { recursive: true })
  const captures = join(options.out, 'captures')
  if (!options['captured-only']) await captureHalves(options, captures, say)
  if (options['capture-only']) return true
  const visits = await readCaptures(captures)
  const report = await judgeVisits(
    visits,
    {
      ...{ hours: options.hours, bot_share: options['bot-share'], seed: options.seed, min_rows: options['min-rows'] },
      folder: join(options.out, 'population'),
    },
    { looks: options.looks, controls: !options['no-controls'] },
    say,
  )
  writeFileSync(join(options.out, 'report.json'), `${JSON.stringify(report, null, 1)}\n`)
  writeFileSync(join(options.out, 'report.html'), pageOf(report))
  for (const { words, state, measured } of report.targets)
    say(`${state.padEnd(12)} ${words}: ${measured === null ? 'none came' : `${measured.count} of ${measured.of}`}`)
  say(`Report: ${join(options.out, 'report.html')} and report.json`)
  return true
}

async function captureHalves(options: EvaluateOptions, folder: string, say: Say): Promise<void> {
  const packages = options.impersonators
    ? await fetchPackages(options.cache ?? join(options.out, 'impersonators'), say)
    : null
  const kinds = await chooseKinds(packages !== null, say)
  for (const [at, split] of SPLITS.entries()) {
    if (!options.halves.includes(split)) continue
    const people = Math.ceil((options.sessions * TRAINING_SHARE[split]) / SESSIONS_PER_PERSON)
    const plan: CaptureOptions = {
      ...{ split, kinds: wantedOf(kinds, options), people, packages, lanes: options['at-once'] },
      ...{ seed: options.seed * 10 + at, visits: visitsOf(kinds, options), seconds: options.minutes * 60 },
      fleet: split === 'test' ? Math.min(FLEET, options.bots) : 0,
      folder: join(folder, `${split}-${options.seed}`),
    }
    const visited = await capture(plan, say)
    const broken = visited.filter((one) => one.broken.length > 0).length
    say(`${split}: ${visited.length} visitors, ${broken} of them had something go wrong.`)
  }
}

const wantedOf = (kinds: readonly Kind[], { kinds: asked }: EvaluateOptions): Kind[] =>
  kinds.filter((kind) => asked === undefined || asked.includes(kind))

/** Visits of each kind of program. */
const visitsOf = (kinds: readonly Kind[], options: EvaluateOptions): number =>
  Math.max(1, Math.round(options.bots / Math.max(1, wantedOf(kinds, options).length)))

async function readCaptures(folder: string): Promise<Visit[]> {
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  if (names.length === 0) throw new Error(`${folder} holds no capture`)
  return (await Promise.all(names.map((name) => readCapture(join(folder, name))))).flat()
}

import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProgress } from '#db/progress-bar.ts'
import { exportRequests } from '#db/transfer/export-requests.ts'
import { compose, type Composed, type Guest } from '../evaluate/compose/compose.ts'
import { load } from '../evaluate/compose/load.ts'
import { readCapture, type Visit } from '../evaluate/compose/read-capture.ts'
import { CLASSES } from '../evaluate/kinds.ts'
import { startEvaluationStore } from '../evaluate/score/evaluation-store.ts'
import { randomOf } from '../random.ts'
import { tableOf } from '../table.ts'
import { chooseVisits } from './choose-visits.ts'
import type { SampleOptions } from './options.ts'

const HOUR_MS = 3_600_000
/** A slow fleet needs two of them to be seen as one. */
const HOURS = 3
const SENSOR_ID = 'laboratory'
/** Who was who, beside the export's parts: one line for each address. */
const VISITORS = 'visitors.ndjson'

/** An export of some hours with a little of everybody, out of an evaluation's captures. */
export async function makeSample({ from, out, seed }: SampleOptions, say: (line: string) => void): Promise<boolean> {
  const random = randomOf(seed)
  const visits = chooseVisits(await readCaptures(from), random)
  const ends_ms = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  const halves = [{ split: 'test', starts_ms: ends_ms - (HOURS + 1) * HOUR_MS, hours: HOURS }] as const
  const whole = { halves, bot_share: { train: 1, test: 1 }, random }
  const folder = mkdtempSync(join(tmpdir(), 'vigie-sample-'))
  const store = await startEvaluationStore()
  try {
    const { guests, rows } = await load(seenBySensor(compose(visits, whole)), folder)
    const manifest = await exportRequests({ to: out, format: 'parquet', origin: originOf(visits) }, (total) =>
      startProgress('Export', total),
    )
    writeFileSync(join(out, VISITORS), guests.map(lineOf).join(''))
    say(tableOf(['class', 'addresses'], countsOf(guests)))
    say(`${rows} rows, ${manifest.parts.reduce((sum, { bytes }) => sum + bytes, 0)} bytes in ${out}.`)
    return manifest.rows === rows
  } finally {
    await store.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function readCaptures(from: string): Promise<Visit[]> {
  const names = existsSync(from) ? readdirSync(from).sort() : []
  if (names.length === 0) throw new Error(`${from} holds no capture`)
  const visits = await Promise.all(names.map((name) => readCapture(join(from, name))))
  // Nothing is learnt here: both halves of an evaluation come in the same hours.
  return visits.flat().map(({ visited, rows }) => ({ visited: { ...visited, split: 'test' }, rows }))
}

function* seenBySensor(population: Iterable<Composed>): Generator<Composed> {
  for (const { guest, rows } of population) yield { guest, rows: rows.map((row) => ({ ...row, sensor_id: SENSOR_ID })) }
}

const lineOf = ({ src_ip, kind, class: of }: Guest): string => `${JSON.stringify({ src_ip, kind, class: of })}\n`

const countsOf = (guests: readonly Guest[]): [string, number][] =>
  CLASSES.map((of) => [of, guests.filter((guest) => guest.class === of).length])

function originOf(visits: readonly Visit[]): string {
  const day = new Date(Math.min(...visits.map(({ visited }) => visited.began_ms))).toISOString().slice(0, 10)
  const of = (label: 'human' | 'bot') => visits.filter(({ visited }) => visited.label === label)
  const kinds = [...new Set(of('bot').map(({ visited }) => visited.kind))].sort()
  return `Traffic of the laboratory on ${day}, captured by the sensor: ${of('human').length} surrogates of people in Chromium and Firefox on Linux, and ${of('bot').length} visits of programs (${kinds.join(', ')}), against nginx and Apache. Pauses are as long as people's, and addresses are drawn; ${VISITORS} says who was who.`
}

import { createWriteStream, mkdirSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { sendRaw } from '#lab/seed/send-rows.ts'
import type { Composed, Guest } from './compose.ts'

const BATCH_ROWS = 10_000

/** Sends the population into the store that this process points at, and keeps rows and guests as NDJSON in the folder. */
export async function load(population: Iterable<Composed>, folder: string): Promise<{ guests: Guest[]; rows: number }> {
  mkdirSync(folder, { recursive: true })
  const guests: Guest[] = []
  const files = {
    rows: createWriteStream(join(folder, 'rows.ndjson')),
    guests: createWriteStream(join(folder, 'guests.ndjson')),
  }
  const sums = { rows: 0, batches: 0 }
  let lines: string[] = []
  const send = async (): Promise<void> => {
    const text = lines.join('\n')
    lines = []
    if (text === '') return
    if (!files.rows.write(`${text}\n`)) await once(files.rows, 'drain')
    await sendRaw(`evaluation/${folder}/${sums.batches++}`, text)
  }
  for (const { guest, rows } of population) {
    guests.push(guest)
    files.guests.write(`${JSON.stringify(guest)}\n`)
    for (const row of rows) lines.push(JSON.stringify(row))
    sums.rows += rows.length
    if (lines.length >= BATCH_ROWS) await send()
  }
  await send()
  await Promise.all(Object.values(files).map((file) => new Promise<void>((resolve) => file.end(() => resolve()))))
  return { guests, rows: sums.rows }
}

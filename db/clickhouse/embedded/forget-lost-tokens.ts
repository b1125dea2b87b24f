import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A part's name: partition, first and last block, merge level, mutation. */
const PART = /^([^_]+)_(\d+)_(\d+)_\d+(?:_\d+)?$/
/** A record of the deduplication log: operation (1 = the token was seen), part, token's digest. */
const SEEN = /^1\t(\S+)\t\S+$/
const RECORD = /^[123]\t\S+\t\S+$/

/**
 * ClickHouse notes an insert's token a moment before the part takes its place. Killed in between, it would take the
 * batch for known when it is sent again, without having its rows. Run while no engine holds the directory: forgets
 * each token whose part is not there, and returns how many.
 */
export function forgetLostTokens(directory: string): number {
  let forgotten = 0
  const store = join(directory, 'store')
  if (!existsSync(store)) return 0
  for (const prefix of readdirSync(store)) {
    for (const table of readdirSync(join(store, prefix))) forgotten += forgetIn(join(store, prefix, table))
  }
  return forgotten
}

function forgetIn(table: string): number {
  const logs = join(table, 'deduplication_logs')
  if (!existsSync(logs)) return 0
  const present = readParts(table)
  let forgotten = 0
  for (const file of readdirSync(logs).filter((name) => name.endsWith('.txt'))) {
    const path = join(logs, file)
    const records = readFileSync(path, 'utf8').split('\n')
    // What follows the last line's end is nothing, or a record that was cut short, whose part never took its place.
    if (records.at(-1) === '') records.pop()
    else records[records.length - 1] = ''
    const kept = records.filter((record) => RECORD.test(record) && !isLost(record, present))
    if (kept.length === records.length) continue
    replaceFile(path, kept.map((record) => `${record}\n`).join(''))
    forgotten += records.length - kept.length
  }
  return forgotten
}

type Parts = Map<string, { first: number; last: number }[]>

function readParts(table: string): Parts {
  const parts: Parts = new Map()
  for (const name of readdirSync(table)) {
    const [, partition, first, last] = PART.exec(name) ?? []
    if (partition === undefined) continue
    const spans = parts.get(partition) ?? []
    spans.push({ first: Number(first), last: Number(last) })
    parts.set(partition, spans)
  }
  return parts
}

function isLost(record: string, present: Parts): boolean {
  const name = SEEN.exec(record)?.[1]
  if (name === undefined) return false
  const [, partition = '', block] = PART.exec(name) ?? []
  const number = Number(block)
  return !(present.get(partition) ?? []).some(({ first, last }) => first <= number && number <= last)
}

function replaceFile(path: string, text: string): void {
  const draft = `${path}.draft`
  const file = openSync(draft, 'w', 0o640)
  writeSync(file, text)
  fsyncSync(file)
  closeSync(file)
  renameSync(draft, path)
}

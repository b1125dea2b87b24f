import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { some, type Errand } from './errand.ts'

/** Lists that Debian packages bring; those of training and test have no word in common. */
const LISTS = {
  train: ['/usr/share/dirb/wordlists/common.txt'],
  test: ['/usr/share/wfuzz/wordlist/general/medium.txt', '/usr/share/dirb/wordlists/spanish.txt'],
} as const
/** Where neither package is installed. */
const SPARE = {
  train: ['admin', 'backup', 'config', 'old', 'test', 'private', 'upload', 'wp-admin'],
  test: ['console', 'manager', 'phpinfo', 'dump', 'staging', 'internal', 'shell', 'cgi-bin'],
} as const

const known = new Map<string, readonly string[]>()

export function wordsOf(split: Errand['split']): readonly string[] {
  const kept = known.get(split)
  if (kept !== undefined) return kept
  const read = (name: Errand['split']): string[] =>
    LISTS[name]
      .filter((file) => existsSync(file))
      .flatMap((file) => readFileSync(file, 'latin1').split('\n'))
      .filter((word) => /^[\w.-]+$/.test(word))
  const others = new Set(split === 'test' ? [...read('train'), ...SPARE.train] : [])
  const words = [...read(split), ...SPARE[split]].filter((word) => !others.has(word))
  known.set(split, words)
  return words
}

/** Writes a part of the list, a word a line; answers with the file. */
export function writeWords(errand: Errand, least: number, most: number): string {
  const file = join(errand.folder, `words-${errand.random.below(1e9)}.txt`)
  writeFileSync(file, `${some(wordsOf(errand.split), least, most, errand.random).join('\n')}\n`)
  return file
}

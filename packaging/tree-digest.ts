import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from './config.ts'

const SKIPPED = new Set(['node_modules', '.next', 'build', 'results', 'testdata'])

function listFiles(place: string): string[] {
  const full = path.join(projectRoot, place)
  const info = statSync(full, { throwIfNoEntry: false })
  if (info === undefined) return []
  if (info.isFile()) return [place]
  return readdirSync(full)
    .filter((name) => !SKIPPED.has(name))
    .sort()
    .flatMap((name) => listFiles(path.join(place, name)))
}

/** SHA-256 over names and contents: says whether something built from these files is still fresh. */
export function treeDigest(places: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of places.flatMap(listFiles)) {
    if (/[.](test|root\.test|lab\.test)[.]tsx?$|[.]md$/.test(file)) continue
    hash.update(`${file}\0`).update(readFileSync(path.join(projectRoot, file)))
  }
  return hash.digest('hex')
}

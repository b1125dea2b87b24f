import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { rowsOf } from '../train/matrix.ts'
import { csvRecords } from './csv-records.ts'
import { rocAuc } from './ranking.ts'
import { readTable } from './read-table.ts'
import { scoreByVoices } from './voices.ts'

const SCRIPT = new URL('../testdata/public-tables.py', import.meta.url).pathname
const Figures = z.object({ if: z.number(), eif: z.number() })
/** Areas under the curve of scikit-learn's Isolation Forest and of the paper's extended one, on the same rows. */
const REFERENCE = z
  .record(z.string(), z.object({ all: Figures, normal: Figures }))
  .parse(JSON.parse(readFileSync(new URL('../testdata/public-tables.json', import.meta.url), 'utf8')))
const SEEDS = [1, 2, 3]

const hasTables =
  spawnSync('/usr/bin/python3', ['-c', 'import sklearn']).status === 0 &&
  spawnSync('Rscript', ['-e', 'library(mlbench)']).status === 0

describe.runIf(hasTables)('on public tables', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-tables-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  beforeAll(() => execFileSync('/usr/bin/python3', [SCRIPT, 'tables', folder]))

  test.each(['all', 'normal'] as const)(
    'the forests rank as the references do, learning from %s rows',
    async (train) => {
      const differences: Record<'if' | 'eif', number[]> = { if: [], eif: [] }
      for (const file of readdirSync(folder)) {
        const figures = REFERENCE[file.replace('.csv', '')]?.[train]
        for (const voice of ['if', 'eif'] as const) {
          differences[voice].push((await meanAuc(join(folder, file), train, voice)) - (figures?.[voice] ?? NaN))
        }
      }
      for (const voice of ['if', 'eif'] as const) {
        const apart = differences[voice].map(Math.abs)
        expect(apart).toHaveLength(Object.keys(REFERENCE).length)
        expect(apart.reduce((sum, each) => sum + each, 0) / apart.length, voice).toBeLessThanOrEqual(0.015)
      }
    },
    120_000,
  )
})

async function meanAuc(file: string, train: 'all' | 'normal', voice: 'if' | 'eif'): Promise<number> {
  const { matrix, labels } = readTable(file, 'label')
  const [, ...parts] = Array.from(csvRecords(file), ({ cells }) => cells.at(-1))
  const rowsIn = (part: string): number[] => parts.flatMap((each, row) => (each === part ? [row] : []))
  const judged = train === 'all' ? parts.map((_, row) => row) : rowsIn('judged')
  const training = train === 'all' ? matrix : rowsOf(matrix, rowsIn('learnt'))
  let sum = 0
  for (const seed of SEEDS) {
    const rows = train === 'all' ? matrix : rowsOf(matrix, judged)
    const scores = (await scoreByVoices(training, rows, [voice], seed)).get(voice) ?? []
    sum += rocAuc(
      scores,
      judged.map((row) => labels?.[row] === true),
    )
  }
  return sum / SEEDS.length
}

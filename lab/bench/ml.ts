import { benchCycle } from './ml-cycle.ts'
import { benchForest } from './ml-forest.ts'
import { benchRows } from './ml-rows.ts'
import { benchVoices } from './ml-voices.ts'

const ROWS = 50_000
const COLUMNS = 96

export async function benchMl(): Promise<void> {
  const rows = benchRows(ROWS, COLUMNS)
  console.log(`  ${ROWS} rows of ${COLUMNS} columns`)
  await benchVoices(rows)
  await benchForest(rows.matrix)
  await benchCycle()
}

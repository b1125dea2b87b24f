import { clickhouseFor } from '../clickhouse/client.ts'
import { migrationStatus } from '../clickhouse/migration-status.ts'
import { readRetention } from '../clickhouse/retention/retention.ts'
import { requireStore } from './require-store.ts'

const WORDS = {
  applied: '',
  pending: 'pending: npm run db -- migrate',
  edited: 'EDITED after being applied: restore the file, add a new migration',
  unknown: 'UNKNOWN to this Vigie: a newer one migrated this store',
}

/** Exit code 1 when the store and the files contradict each other. */
export async function statusCommand(): Promise<number> {
  await requireStore()
  const migrations = await migrationStatus()
  for (const { name, applied_at, state } of migrations) {
    console.log(`${name.padEnd(40)} ${applied_at ?? ''.padEnd(24)}  ${WORDS[state]}`.trimEnd())
  }
  for (const { table, setting, wanted, current, unit } of await readRetention(clickhouseFor('migrator'))) {
    const differs = current === wanted ? '' : `, configured ${wanted}: npm run db -- migrate`
    console.log(`${table.padEnd(40)} keeps ${current ?? '?'} ${unit.toLowerCase()}s (${setting})${differs}`)
  }
  return migrations.some(({ state }) => state === 'edited' || state === 'unknown') ? 1 : 0
}

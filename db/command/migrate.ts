import { migrate } from '../clickhouse/migrate.ts'
import { loadBundledWhereEmpty } from '../refdata/load-bundled.ts'
import { requireStore } from './require-store.ts'

export async function migrateCommand(): Promise<number> {
  await requireStore()
  const applied = await migrate({ report: (line) => console.log(line) })
  await loadBundledWhereEmpty((line) => console.log(line))
  console.log(applied.length === 0 ? 'the schema is the newest' : `${applied.length} migrations applied`)
  return 0
}

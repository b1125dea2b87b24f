import { readApplied } from './applied-migrations.ts'
import { clickhouseFor } from './client.ts'
import { readMigrations } from './migration-files.ts'

export interface MigrationStatus {
  name: string
  /** ISO time, or null while pending. */
  applied_at: string | null
  /** `edited`: the file changed after it was applied; `unknown`: no file of this Vigie has that name. */
  state: 'applied' | 'pending' | 'edited' | 'unknown'
}

/** Every migration of the files and of the store, in their order. */
export async function migrationStatus(): Promise<MigrationStatus[]> {
  const applied = await readApplied(clickhouseFor('migrator'))
  const files = new Map(readMigrations().map(({ name, checksum }) => [name, checksum]))
  return [...new Set([...files.keys(), ...applied.keys()])].sort().map((name) => {
    const record = applied.get(name)
    const checksum = files.get(name)
    if (!record) return { name, applied_at: null, state: 'pending' }
    const state = checksum === undefined ? 'unknown' : checksum === record.checksum ? 'applied' : 'edited'
    return { name, applied_at: record.applied_at, state }
  })
}

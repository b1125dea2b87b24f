import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { config } from '#db/config.ts'

/** Whether asking the store makes sense: an embedded one that never ran has no password, and the laboratory makes none. */
export function isStoreConfigured(): boolean {
  return !config.clickhouse.embedded || existsSync(join(config.state_directory, 'secrets', 'clickhouse-reader'))
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pointClickhouseAt } from './client.ts'
import { describeSchema } from './describe-schema.ts'
import { freePort } from './embedded/free-port.ts'
import { startEmbedded } from './embedded/start-embedded.ts'
import { migrate } from './migrate.ts'

const HEADER = '-- Printed from the migrations, for reading: "npm run generate" writes it.\n'

/** The schema as an empty store describes it after every migration. */
export async function printSchema(): Promise<string> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'vigie-schema-'))
  const store = await startEmbedded({ stateDirectory, port: await freePort() })
  try {
    await pointClickhouseAt(store.endpoint)
    await migrate()
    return [HEADER, ...[...(await describeSchema()).values()].map((statement) => `${statement};\n`)].join('\n')
  } finally {
    await pointClickhouseAt(undefined)
    await store.stop()
    rmSync(stateDirectory, { recursive: true, force: true })
  }
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { clickhouseFor, pointClickhouseAt } from './client.ts'
import { freePort } from './embedded/free-port.ts'
import { startEmbedded } from './embedded/start-embedded.ts'
import type * as WriteConfiguration from './embedded/write-configuration.ts'
import { migrate } from './migrate.ts'

/** As an earlier Vigie started its store: the migrator may do everything, and there is no named collection. */
vi.mock('./embedded/write-configuration.ts', async (importOriginal) => {
  const original = await importOriginal<typeof WriteConfiguration>()
  const edit = (path: string, form: RegExp, by: string) =>
    writeFileSync(path, readFileSync(path, 'utf8').replace(form, by))
  return {
    writeConfiguration: (settings: WriteConfiguration.EmbeddedSettings) => {
      const path = original.writeConfiguration(settings)
      edit(path, /<named_collections>[^]*<\/named_collections>/, '')
      edit(
        join(dirname(path), 'users.xml'),
        /(<migrator>\s*<password[^]*?<grants>)[^]*?(<\/grants>)/,
        '$1<query>GRANT ALL ON *.*</query>$2',
      )
      return path
    },
  }
})

test('a store that an older Vigie started is refused before anything changes, with what to do', async () => {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'vigie-store-'))
  const store = await startEmbedded({ stateDirectory, port: await freePort(), memory_mb: 800 })
  await pointClickhouseAt(store.endpoint)
  try {
    await expect(migrate()).rejects.toThrow(
      /was started by an older Vigie: stop it, start it again .*Nothing was changed/,
    )
    const tables = await clickhouseFor('migrator').query({
      query:
        "SELECT concat(database, '.', name) AS name FROM system.tables WHERE database LIKE 'ja4%' AND name NOT LIKE '%lock%'",
      format: 'JSONEachRow',
    })
    expect(await tables.json()).toEqual([{ name: 'ja4_processing.schema_migrations' }])
  } finally {
    await pointClickhouseAt(undefined)
    await store.stop()
    rmSync(stateDirectory, { recursive: true, force: true })
  }
})

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { clickhouseFor } from './client.ts'
import { EXAMPLES, seed } from './contract-examples.fixture.ts'
import { boundParams, registeredQueries, type RegisteredQuery } from './define-query.ts'

const FOLDERS = ['sessions', 'requests', 'connections', 'scores', 'rules', 'groups', 'health']

for (const folder of FOLDERS) {
  for (const file of readdirSync(join(import.meta.dirname, folder))) {
    if (file.endsWith('.test.ts')) continue
    await import(/* @vite-ignore */ pathToFileURL(join(import.meta.dirname, folder, file)).href)
  }
}

async function run(query: RegisteredQuery, params: object): Promise<unknown[]> {
  const answer = await clickhouseFor('reader').query({
    query: query.sql,
    query_params: boundParams(query.params, params),
    format: 'JSONEachRow',
  })
  return z.array(query.row.strict()).parse(await answer.json())
}

/** What holds for every query of the screens, on the store that this process's clients reach: empty first, then seeded. */
export function describeEveryQuery(): void {
  test.each(registeredQueries.map((query) => [query.name, query] as const))(
    '%s yields the names and nullability that its row shape says, on an empty store',
    async (name, query) => {
      const example = EXAMPLES[name]?.()[0]
      if (!example) throw new Error(`add parameters for ${name}`)
      const described = await clickhouseFor('migrator').query({
        query: `DESCRIBE TABLE (${query.sql})`,
        query_params: boundParams(query.params, example),
        format: 'JSONEachRow',
      })
      const columns = z.array(z.object({ name: z.string(), type: z.string() })).parse(await described.json())
      const yielded = columns.map((column) => [column.name, column.type.includes('Nullable(')])
      const promised = Object.entries(query.row.shape).map(([key, shape]) => [key, z.safeParse(shape, null).success])
      expect(Object.fromEntries(yielded)).toEqual(Object.fromEntries(promised))
      for (const params of EXAMPLES[name]?.() ?? []) await run(query, params)
    },
  )

  describe('on a seeded store', () => {
    beforeAll(seed)
    test.each(registeredQueries.map((query) => [query.name, query] as const))(
      '%s yields rows of its shape for every example',
      async (name, query) => {
        for (const params of EXAMPLES[name]?.() ?? []) {
          expect(await run(query, params), JSON.stringify(params)).not.toHaveLength(0)
        }
      },
    )
  })
}

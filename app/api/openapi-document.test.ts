import { readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { openApiDocument } from './openapi-document.ts'
import { GET } from './v1/openapi.json/route.ts'

const root = import.meta.dirname
const Methods = z.record(z.string(), z.unknown())
const document = openApiDocument({ '/api/v1/openapi.json': { GET } })

/** `/api/v1/sessions/{session_id} GET` of every route file. */
async function routesOnDisk(): Promise<string[]> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith(`${sep}route.ts`),
  )
  const found = await Promise.all(
    files.map(async (file) => {
      const methods = Object.keys(Methods.parse({ ...(await import(join(root, file))) })).filter((name) =>
        /^[A-Z]+$/.test(name),
      )
      const path = `/api/${file.replace(`${sep}route.ts`, '').replaceAll('[', '{').replaceAll(']', '}')}`
      return methods.map((method) => `${path} ${method}`)
    }),
  )
  return found.flat().sort()
}

it('every route file is in the document, and the document names no other', async () => {
  const described = Object.entries(document.paths ?? {}).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${path} ${method.toUpperCase()}`),
  )
  expect(described.sort()).toEqual(await routesOnDisk())
})

it('every path parameter is described', () => {
  for (const [path, operations] of Object.entries(document.paths ?? {})) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    for (const operation of Object.values(operations)) {
      for (const name of names) expect(JSON.stringify(operation)).toContain(`"in":"path","name":"${name ?? ''}"`)
    }
  }
})

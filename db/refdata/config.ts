import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { statePath } from '../state-directory.ts'
import { ListDefinition } from './list-definition.ts'
import { PUBLISHED_LISTS } from './published-lists.ts'

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value)
const names = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter((name) => name !== ''))

const Environment = z.object({
  /** A YAML file; without it refdata.yaml in the state directory, where there is one. */
  VIGIE_REFDATA_CONFIG: z.preprocess(blankIsUnset, z.string().optional()),
  /** Lists to switch off or on, by name. */
  VIGIE_REFDATA_OFF: names,
  VIGIE_REFDATA_ON: names,
})

/** `lists:` by name: some fields of a list that is known, or all of a new one. */
const File = z.strictObject({
  lists: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
})

/** Every list that this installation knows, with what its owner changed. */
export function configuredLists(): ListDefinition[] {
  const environment = Environment.parse(process.env)
  const path = environment.VIGIE_REFDATA_CONFIG ?? statePath('refdata.yaml')
  const changed = environment.VIGIE_REFDATA_CONFIG !== undefined || existsSync(path) ? readFile(path) : {}
  const known = new Map(PUBLISHED_LISTS.map((list) => [list.name, list]))
  for (const [name, fields] of Object.entries(changed)) {
    known.set(name, definitionOf(path, name, { ...known.get(name), ...fields }))
  }
  for (const [asked, enabled] of [
    [environment.VIGIE_REFDATA_OFF, false],
    [environment.VIGIE_REFDATA_ON, true],
  ] as const) {
    for (const name of asked) {
      const list = known.get(name)
      if (!list) throw new Error(`Reference data: no list is called ${name}; known are ${[...known.keys()].join(', ')}`)
      known.set(name, { ...list, enabled })
    }
  }
  return [...known.values()]
}

function readFile(path: string): Record<string, object> {
  try {
    return File.parse(parse(readFileSync(path, 'utf8')) ?? {}).lists
  } catch (error) {
    throw new Error(`${path}: ${error instanceof z.ZodError ? z.prettifyError(error) : String(error)}`, {
      cause: error,
    })
  }
}

function definitionOf(path: string, name: string, fields: object): ListDefinition {
  const parsed = ListDefinition.safeParse({ title: name, licence: 'not told', enabled: true, ...fields, name })
  if (!parsed.success) throw new Error(`${path}: list ${name}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

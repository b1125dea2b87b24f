import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { z } from 'zod'
import { buildWireTypes } from './build.ts'

const BtfType = z.object({
  id: z.number(),
  kind: z.string(),
  name: z.string(),
  type_id: z.number().optional(),
  size: z.number().optional(),
  nr_elems: z.number().optional(),
  values: z.array(z.object({ name: z.string(), val: z.number() })).optional(),
  members: z.array(z.object({ name: z.string(), type_id: z.number(), bits_offset: z.number() })).optional(),
})
type BtfType = z.infer<typeof BtfType>

const HEADER = `// Printed by bpf/generate-layout.ts from bpf/wire.h: change that file, then run \`npm run generate\`.
// Scalars are read by value; arrays and nested structs by their position in the view (\`_at\`).
`

const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
const pascalCase = (name: string): string => camelCase(`_${name}`)
const upperCase = (name: string): string => name.toUpperCase()

function readTypes(object: string): Map<number, BtfType> {
  const json = execFileSync('bpftool', ['btf', 'dump', '-j', 'file', object], { encoding: 'utf8' })
  const { types } = z.object({ types: z.array(BtfType) }).parse(JSON.parse(json))
  return new Map(types.map((type) => [type.id, type]))
}

function resolve(types: Map<number, BtfType>, id: number): BtfType {
  const type = types.get(id)
  if (type === undefined) throw new Error(`BTF type ${id} is missing.`)
  return type.kind === 'TYPEDEF' && type.type_id !== undefined ? resolve(types, type.type_id) : type
}

function printEnum(type: BtfType): string {
  const values = (type.values ?? []).map(({ name, val }) => `  ${name}: ${val},\n`).join('')
  return `export const ${pascalCase(type.name)} = {\n${values}} as const\n`
}

function readScalar(type: BtfType, offset: number): string {
  const at = offset === 0 ? 'at' : `at + ${offset}`
  if (type.size === 1) return `view.getUint8(${at})`
  if (type.size === 2) return `view.getUint16(${at}, true)`
  if (type.size === 4) return `view.getUint32(${at}, true)`
  return `view.getUint32(${at}, true) + view.getUint32(at + ${offset + 4}, true) * 2 ** 32`
}

function printStruct(types: Map<number, BtfType>, type: BtfType): string {
  const fields = (type.members ?? [])
    .filter(({ name }) => !name.startsWith('_'))
    .map(({ name, type_id, bits_offset }) => {
      const member = resolve(types, type_id)
      const offset = bits_offset / 8
      return member.kind === 'INT' || member.kind === 'ENUM'
        ? { name, read: readScalar(member, offset) }
        : { name: `${name}_at`, read: offset === 0 ? 'at' : `at + ${offset}` }
    })
  const shape = pascalCase(type.name)
  const view = fields.some(({ read }) => read.includes('view')) ? 'view' : '_view'
  return [
    `export const ${upperCase(type.name)}_SIZE = ${type.size ?? 0}\n`,
    `export interface ${shape} {\n${fields.map(({ name }) => `  ${name}: number\n`).join('')}}\n`,
    `export function read${shape}(${view}: DataView, at: number): ${shape} {`,
    `  return {\n${fields.map(({ name, read }) => `    ${name}: ${read},\n`).join('')}  }\n}\n`,
  ].join('\n')
}

/** The content of sensor/wire/layout.generated.ts. */
export function generateLayout(): string {
  const types = readTypes(buildWireTypes())
  const parts = [...types.values()].flatMap((type) => {
    if (type.kind === 'ENUM') return [printEnum(type)]
    if (type.kind === 'STRUCT') return [printStruct(types, type)]
    return []
  })
  return [HEADER, ...parts].join('\n')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(fileURLToPath(new URL('../sensor/wire/layout.generated.ts', import.meta.url)), generateLayout())

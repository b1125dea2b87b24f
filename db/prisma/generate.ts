import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { childEnvironment } from './config.ts'

const here = dirname(fileURLToPath(import.meta.url))
const generated = join(here, 'generated')
const stamp_path = join(generated, 'stamp')
const requireFrom = createRequire(import.meta.url)

/** Writes both clients from schema.prisma unless they are fresh; needs no network. Tells whether it wrote. */
export function generatePrisma(): boolean {
  const model = readFileSync(join(here, 'schema.prisma'), 'utf8')
  const version = readFileSync(requireFrom.resolve('prisma/package.json'), 'utf8')
  const stamp = createHash('sha256')
    .update(model)
    .update(version)
    .update(readFileSync(import.meta.filename))
    .digest('hex')
  if (existsSync(stamp_path) && readFileSync(stamp_path, 'utf8') === stamp) return false
  rmSync(generated, { recursive: true, force: true })
  mkdirSync(generated, { recursive: true })
  const twin = join(generated, 'postgresql.prisma')
  writeFileSync(twin, postgresqlTwin(model))
  generateClient(join(here, 'schema.prisma'))
  generateClient(twin)
  writeFileSync(stamp_path, stamp)
  return true
}

function postgresqlTwin(model: string): string {
  return model
    .replace('output                 = "./generated/sqlite"', 'output                 = "./postgresql"')
    .replace('provider = "sqlite"', 'provider = "postgresql"')
}

function generateClient(schema: string) {
  const cli = join(dirname(requireFrom.resolve('prisma/package.json')), 'build/index.js')
  const result = spawnSync(process.execPath, [cli, 'generate', '--no-hints', '--schema', schema], {
    cwd: join(here, '../..'),
    encoding: 'utf8',
    // The schema engine is a download that generating does not need; any existing file stands in for it.
    env: { ...childEnvironment(), PRISMA_SCHEMA_ENGINE_BINARY: '/bin/false', CHECKPOINT_DISABLE: '1' },
  })
  if (result.status !== 0) throw new Error(`prisma generate failed for ${schema}:\n${result.stdout}${result.stderr}`)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(generatePrisma() ? 'Prisma clients written' : 'Prisma clients are fresh')
}

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'

const SOURCE = join(import.meta.dirname, 'launcher.c')
const BUILD = join(import.meta.dirname, 'build')

/** Compiles the launcher unless the same source was compiled before; returns its path. */
export function buildLauncher(): string {
  const digest = createHash('sha256').update(readFileSync(SOURCE)).digest('hex').slice(0, 12)
  const program = join(BUILD, `launcher-${digest}`)
  if (existsSync(program)) return program
  mkdirSync(BUILD, { recursive: true })
  const draft = `${program}.${process.pid}`
  const failures: string[] = []
  for (const compiler of ['cc', 'clang', 'gcc']) {
    const run = spawnSync(compiler, ['-O2', '-Wall', '-Wextra', '-o', draft, SOURCE, '-ldl'], { encoding: 'utf8' })
    if (run.status === 0) {
      renameSync(draft, program)
      return program
    }
    failures.push(run.error ? `${compiler} is not installed` : run.stderr.trim())
  }
  throw new Error(`The embedded store needs a C compiler (apt-get install clang): ${failures.join('; ')}`)
}

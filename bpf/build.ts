import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const OUTPUT = join(FOLDER, 'build')
const TARGETS: Record<string, { define: string; includes: string }> = {
  x64: { define: '-D__TARGET_ARCH_x86', includes: '/usr/include/x86_64-linux-gnu' },
  arm64: { define: '-D__TARGET_ARCH_arm64', includes: '/usr/include/aarch64-linux-gnu' },
}

function newestSource(): number {
  const sources = readdirSync(FOLDER).filter((name) => /\.[ch]$/.test(name) || name === 'build.ts')
  return Math.max(...sources.map((name) => statSync(join(FOLDER, name)).mtimeMs))
}

function compile(source: string, object: string, warnings: readonly string[]): void {
  const target = TARGETS[process.arch]
  if (target === undefined) throw new Error(`The sensor's kernel programs are not written for ${process.arch}.`)
  // A reader never sees a half-written object: it is moved into place.
  const partial = `${object}.${process.pid}`
  const flags = ['-target', 'bpf', '-O2', '-g', '-Wall', '-Wextra', ...warnings, '-Werror', target.define]
  try {
    execFileSync('clang', [...flags, '-idirafter', target.includes, '-c', join(FOLDER, source), '-o', partial], {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new Error('clang is missing: install it with `apt-get install clang libbpf-dev`.', { cause: error })
    throw error
  }
  renameSync(partial, object)
}

function buildOne(source: string, warnings: readonly string[]): string {
  const object = join(OUTPUT, source.replace(/\.c$/, '.o'))
  if (existsSync(object) && statSync(object).mtimeMs >= newestSource()) return object
  mkdirSync(OUTPUT, { recursive: true })
  compile(source, object, warnings)
  return object
}

/** Compiles wire.h for its type information only. */
export function buildWireTypes(): string {
  return buildOne('wire.btf.c', ['-Wpadded'])
}

/** Compiles the kernel programs when a source is newer; answers the object's path. */
export function buildBpf(): string {
  buildWireTypes()
  return buildOne('sensor.bpf.c', ['-Wno-unused-parameter'])
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.stdout.write(`${buildBpf()}\n`)

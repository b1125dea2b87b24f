import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStateDatabase, type StateDatabase } from './client.ts'
import { migrateState } from './migrate.ts'

/** A migrated database of its own for a test, on the real engine. */
export interface ScratchDatabase {
  url: string
  state: StateDatabase
  remove: () => Promise<void>
}

export async function scratchSqlite(): Promise<ScratchDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'vigie-sqlite-'))
  const url = `file:${join(directory, 'vigie.sqlite')}`
  await migrateState(url)
  const state = openStateDatabase(url)
  return {
    url,
    state,
    remove: async () => {
      await state.$disconnect()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Debian's place of the server's programs. */
function serverPrograms(): string | undefined {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  return versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')))
}

/** Starting a private server takes root (the server refuses to run as root itself) and Debian's package. */
export function canStartPostgresql(): boolean {
  return process.getuid?.() === 0 && serverPrograms() !== undefined && asPostgres('true', []).status === 0
}

/** A private server on a unix socket, in a directory that goes with it. */
export async function scratchPostgresql(): Promise<ScratchDatabase> {
  const bin = serverPrograms() ?? ''
  const directory = mkdtempSync(join(tmpdir(), 'vigie-pg-'))
  chownSync(directory, idOfPostgres('-u'), idOfPostgres('-g'))
  const data = join(directory, 'data')
  mustRun(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale', 'C'])
  const settings = `-k ${directory} -c listen_addresses= -c fsync=off -c shared_buffers=16MB -c max_connections=40`
  mustRun(join(bin, 'pg_ctl'), ['-D', data, '-w', '-l', join(directory, 'log'), '-o', settings, 'start'])
  const stop = () => {
    mustRun(join(bin, 'pg_ctl'), ['-D', data, '-w', '-m', 'immediate', 'stop'])
    rmSync(directory, { recursive: true, force: true })
  }
  const url = `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(directory)}`
  try {
    await migrateState(url)
  } catch (error) {
    stop()
    throw error
  }
  const state = openStateDatabase(url)
  return {
    url,
    state,
    remove: async () => {
      await state.$disconnect()
      stop()
    },
  }
}

function asPostgres(program: string, parameters: readonly string[]) {
  const command = ['-u', 'postgres', '--', program, ...parameters]
  return spawnSync('runuser', command, { cwd: '/', encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] })
}

function mustRun(program: string, parameters: readonly string[]) {
  const result = asPostgres(program, parameters)
  if (result.status !== 0) throw new Error(`${program} failed: ${result.stderr}`)
}

function idOfPostgres(flag: '-u' | '-g'): number {
  return Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
}

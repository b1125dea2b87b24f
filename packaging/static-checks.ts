import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from './config.ts'
import { runCommand, type Outcome } from './run-command.ts'

export interface StaticCheck {
  name: string
  run: () => Promise<Outcome>
}

const node = (script: string, ...args: string[]) => runCommand(process.execPath, [script, ...args])
const bin = (name: string, ...args: string[]) => runCommand(path.join(projectRoot, 'node_modules/.bin', name), args)

function listC(): string[] {
  const folders = ['bpf', 'db/clickhouse/embedded']
  return folders.flatMap((folder) =>
    readdirSync(path.join(projectRoot, folder))
      .filter((name) => /[.][ch]$/.test(name))
      .map((name) => path.join(folder, name)),
  )
}

function clangFormat(): Promise<Outcome> {
  if (!existsSync('/usr/bin/clang-format'))
    return Promise.resolve({ ok: true, output: 'clang-format is not installed: skipped', printed: '', seconds: 0 })
  return runCommand('clang-format', ['--dry-run', '--Werror', ...listC()])
}

/** Every check that needs no server, no kernel and no browser; each can fail. */
export const STATIC_CHECKS: readonly StaticCheck[] = [
  // The longest first: the others pass beside it.
  {
    name: 'lint',
    run: () => bin('eslint', '--cache', '--cache-location', '.cache/eslint/', '--max-warnings', '0', '.'),
  },
  { name: 'types', run: () => bin('tsc', '--noEmit') },
  {
    name: 'dependency direction',
    run: () =>
      bin(
        'depcruise',
        '--config',
        '.dependency-cruiser.mjs',
        'app',
        'components',
        'db',
        'ml',
        'sensor',
        'bpf',
        'lab',
        'packaging',
        'playwright',
      ),
  },
  { name: 'dead code', run: () => bin('knip') },
  {
    name: 'formatting',
    run: () => bin('prettier', '--check', '--cache', '--cache-location', '.cache/prettier', '--log-level', 'warn', '.'),
  },
  { name: 'formatting of C', run: clangFormat },
  { name: 'generated files', run: () => node('--import', 'tsx', 'packaging/generate.ts', '--check') },
  { name: 'paths in documents', run: () => node('--import', 'tsx', 'packaging/check-document-paths.ts') },
]

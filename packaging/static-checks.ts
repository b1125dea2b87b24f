import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from './config.ts'
import { listChanged } from './list-changed.ts'

/** A command that ends with 0 when all is well. */
export interface Check {
  name: string
  command: string
  args: readonly string[]
}

/** `quick` leaves DEAR_RULES out and looks at form and lint of changed files alone, but at the types of all; `whole` leaves nothing out. */
export type Depth = 'quick' | 'whole'

const FOLDERS = ['app', 'components', 'db', 'ml', 'sensor', 'bpf', 'lab', 'packaging', 'playwright']
const FORMATTING = ['--check', '--ignore-unknown', '--log-level', 'warn']
/** Megabytes for a compiler's short-lived objects: in the usual sixteen it collects them again and again. */
const NURSERY = '--max-semi-space-size=128'

const script = (name: string, file: string, ...args: string[]): Check => ({
  name,
  command: process.execPath,
  args: [NURSERY, '--import', 'tsx', file, ...args],
})
export const tool = (name: string, file: string, ...args: string[]): Check => ({
  name,
  command: path.join('node_modules/.bin', file),
  args,
})

/** Every check that needs no server, no kernel and no browser; each can fail. The longest first: the others pass beside it. */
export function staticChecks(depth: Depth): Check[] {
  return [
    script('types and lint', 'packaging/check-source.ts', ...(depth === 'quick' ? ['--quick'] : [])),
    // package.json: the formatter wants a file at least.
    tool('formatting', 'prettier', ...FORMATTING, ...(depth === 'quick' ? ['package.json', ...listChanged()] : ['.'])),
    tool('dependency direction', 'depcruise', '--config', '.dependency-cruiser.mjs', ...FOLDERS),
    tool('dead code', 'knip'),
    script('generated files', 'packaging/generate.ts', '--check'),
    script('paths in documents', 'packaging/check-document-paths.ts'),
    ...formattingOfC(),
  ]
}

/** Nothing where clang-format is not installed: it comes with the tools that build the capture programs. */
function formattingOfC(): Check[] {
  const command = '/usr/bin/clang-format'
  if (!existsSync(command)) return []
  const files = ['bpf', 'db/clickhouse/embedded'].flatMap((folder) =>
    readdirSync(path.join(projectRoot, folder))
      .filter((name) => /[.][ch]$/.test(name))
      .map((name) => path.join(folder, name)),
  )
  return [{ name: 'formatting of C', command, args: ['--dry-run', '--Werror', ...files] }]
}

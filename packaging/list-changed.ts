import { execFileSync } from 'node:child_process'
import { projectRoot } from './config.ts'

const lines = (...args: string[]): string[] =>
  execFileSync('git', args, { cwd: projectRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\n')
    .filter((line) => line !== '')

/** The files that the next commit may hold: changed or new since the last one. The whole tree (`.`) where git cannot tell. */
export function listChanged(): string[] {
  try {
    return [
      ...lines('diff', '--name-only', '--diff-filter=d', 'HEAD'),
      ...lines('ls-files', '--others', '--exclude-standard'),
    ]
  } catch {
    return ['.']
  }
}

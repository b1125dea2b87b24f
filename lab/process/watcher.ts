import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ProcessIdentity } from './identity.ts'

/**
 * Starts a shell that waits on a pipe that only this process holds. The kernel closes the pipe when this process ends,
 * however it ends; without the word `done` before that, the shell removes the laboratory.
 */
export function startWatcher(self: ProcessIdentity): { dismiss: () => void } {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const script = 'read -r word; [ "$word" = done ] || exec "$0" --import tsx "$1" down --of "$2"'
  const watcher = spawn('/bin/sh', ['-c', script, process.execPath, main, `${self.pid}:${self.started_ticks}`], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watcher.unref()
  watcher.stdin.on('error', () => undefined)
  return { dismiss: () => watcher.stdin.end('done\n') }
}

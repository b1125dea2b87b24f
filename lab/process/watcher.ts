import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Starts a shell that waits on a pipe that only this process holds. The kernel closes the pipe when this process ends,
 * however it ends; without the word `done` before that, the shell removes the laboratory.
 */
export function startWatcher(): { dismiss: () => void } {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const script = 'read -r word; [ "$word" = done ] || exec "$0" --import tsx "$1" down'
  const watcher = spawn('/bin/sh', ['-c', script, process.execPath, main], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watcher.unref()
  watcher.stdin.on('error', () => undefined)
  return { dismiss: () => watcher.stdin.end('done\n') }
}

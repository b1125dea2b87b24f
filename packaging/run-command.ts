import { spawn } from 'node:child_process'
import { childEnvironment, projectRoot } from './config.ts'

export interface Outcome {
  ok: boolean
  output: string
  seconds: number
}

/** Runs a command to its end and keeps what it printed. */
export function runCommand(
  command: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Outcome> {
  const began = performance.now()
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: projectRoot,
      env: childEnvironment(environment),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const chunks: Buffer[] = []
    const keep = (chunk: Buffer) => chunks.push(chunk)
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const end = (ok: boolean, last = '') => {
      resolve({
        ok,
        output: Buffer.concat(chunks).toString('utf8') + last,
        seconds: (performance.now() - began) / 1000,
      })
    }
    child.once('error', (error) => end(false, error.message))
    child.once('close', (code) => end(code === 0))
  })
}

import { spawn } from 'node:child_process'
import { childEnvironment, projectRoot } from './config.ts'

export interface Outcome {
  ok: boolean
  /** Both channels, in order of arrival. */
  output: string
  /** Standard output alone. */
  printed: string
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
    const printed: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      printed.push(chunk)
    })
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    const end = (ok: boolean, last = '') => {
      resolve({
        ok,
        output: Buffer.concat(chunks).toString('utf8') + last,
        printed: Buffer.concat(printed).toString('utf8'),
        seconds: (performance.now() - began) / 1000,
      })
    }
    child.once('error', (error) => end(false, error.message))
    child.once('close', (code) => end(code === 0))
  })
}

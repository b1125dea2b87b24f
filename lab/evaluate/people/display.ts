import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface Display {
  /** As DISPLAY wants it. */
  name: string
  stop: () => Promise<void>
}

/** An X server without a screen, on the first number that is free. */
export async function startDisplay(): Promise<Display> {
  const child = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', 'Xvfb', '-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  )
  const exited = once(child, 'exit')
  const [, , , told] = child.stdio
  if (told === null || told === undefined || !('read' in told)) throw new Error('Xvfb tells no display number')
  const number = await Promise.race([
    once(createInterface({ input: told }), 'line').then(([line]) => String(line)),
    exited.then(() => {
      throw new Error('Xvfb ended at once')
    }),
  ])
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await exited
  }
  return { name: `:${number}`, stop }
}

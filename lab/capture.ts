import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { identityOf } from './process/identity.ts'
import { recordGroup } from './process/record.ts'
import { stopGroup } from './process/stop-group.ts'
import { clientInside } from './network/inside.ts'

export interface Capture {
  file: string
  stop: () => Promise<void>
}

/** Records what a namespace's clients send and receive; resolves when the first packet can no longer be missed. */
export async function startCapture(namespace: string, file: string): Promise<Capture> {
  const [program, ...parameters] = clientInside(namespace, 'dumpcap', '-i', 'eth0', '-f', 'tcp', '-w', file)
  const child = spawn(program, parameters, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  const identity = child.pid === undefined ? null : identityOf(child.pid)
  if (identity === null) throw new Error('dumpcap did not start')
  recordGroup(identity, 'dumpcap')
  const ended = once(child, 'exit')
  let said = ''
  // dumpcap names its file once it has opened the interface.
  const ready = new Promise<void>((resolve) => {
    child.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString()
      if (said.includes('File:')) resolve()
    })
  })
  await Promise.race([
    ready,
    ended.then(() => {
      throw new Error(`dumpcap ended: ${said.trim()}`)
    }),
  ])
  return {
    file,
    stop: async () => {
      await stopGroup(identity)
      await ended
    },
  }
}

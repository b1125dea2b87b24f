import { createServer } from 'node:net'

/** Whether another program listens on this port of the loopback address. */
export function isPortTaken(port: number, address = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(true))
    probe.listen(port, address, () => probe.close(() => resolve(false)))
  })
}

import { fileURLToPath } from 'node:url'
import { clientInside } from '#lab/network/inside.ts'
import { mustRun } from '#lab/process/run.ts'
import { parseTold, type Told } from './sent-request.ts'
import { addressOf, type Visit } from './visit.ts'

const PROGRAM = fileURLToPath(new URL('client.py', import.meta.url))

export async function drivePython(visit: Visit, authority: string): Promise<Told[]> {
  const orders = JSON.stringify({ ...visit, src_ip: addressOf(visit.machine, visit.family), authority })
  // The system's own interpreter, with the system's OpenSSL.
  return parseTold(await mustRun(clientInside(visit.machine.namespace, '/usr/bin/python3', '-I', PROGRAM), orders))
}

import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { clientInside } from '#lab/network/inside.ts'
import { mustRun } from '#lab/process/run.ts'

/** One connection, byte for byte: what curl and its kind never do. */
export interface TalkOrders {
  name: string
  src_ip: string
  dst_ip: string
  port: number
  is_tls: boolean
  alpn: string
  host: string
  authority: string
  /** In base64; each is a write of its own. */
  pieces: string[]
  /** Waits for an answer after each piece. */
  in_turn: boolean
  /** Keeps still for so long before it goes. */
  hold_ms: number
  /** Ends the connection when so much was answered; 0: the server ends it. */
  enough_bytes: number
  settle_ms: number
}

const Talked = z.object({ name: z.string(), src_port: z.number(), received: z.string(), error: z.string() })
export type Talked = z.infer<typeof Talked>

/** One SYN from a machine; tells the port it came from. */
export async function sendSyn(namespace: string, src_ip: string, dst_ip: string, port: number): Promise<number> {
  const program = fileURLToPath(new URL('syn.py', import.meta.url))
  return Number(await mustRun(clientInside(namespace, 'python3', program, src_ip, dst_ip, String(port))))
}

/** Holds the talks one after the other in a client's namespace. */
export async function talk(namespace: string, program: string, orders: readonly TalkOrders[]): Promise<Talked[]> {
  const told = await mustRun(clientInside(namespace, process.execPath, program), JSON.stringify(orders))
  return told
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Talked.parse(JSON.parse(line)))
}

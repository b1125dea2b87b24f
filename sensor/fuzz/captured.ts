import { createReadStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPcap } from '#sensor/source/pcap.ts'

const CAPTURES = join(import.meta.dirname, '../testdata')

export function captureFile(name: string): Buffer {
  return readFileSync(join(CAPTURES, name))
}

/** Records of captured ClientHellos, each whole. */
export async function capturedHellos(): Promise<Buffer[]> {
  const hellos: Buffer[] = []
  await readPcap(createReadStream(join(CAPTURES, 'tls-hello-clients.pcapng')), (fact) => {
    if (fact.kind === 'segment' && fact.bytes[0] === 22 && fact.bytes[5] === 1) hellos.push(Buffer.from(fact.bytes))
  })
  return hellos
}

/** Both directions of the plain connections in a capture, as the fuzzers' conversations. */
export async function capturedConversations(name: string): Promise<Buffer[]> {
  const found = new Map<string, { in: Buffer[]; out: Buffer[] }>()
  await readPcap(createReadStream(join(CAPTURES, name)), (fact) => {
    if (fact.kind !== 'stream') return
    const known = found.get(fact.key) ?? { in: [], out: [] }
    found.set(fact.key, known)
    known[fact.direction].push(Buffer.from(fact.bytes))
  })
  return [...found.values()].map((both) => conversation(Buffer.concat(both.in), Buffer.concat(both.out)))
}

/** One input for both directions: the length of the client's part in front. */
export function conversation(client: Buffer, server: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(Math.min(0xffff, client.length))
  return Buffer.concat([length, client, server])
}

export function partsOf(bytes: Buffer): { client: Buffer; server: Buffer } {
  const length = bytes.length < 2 ? 0 : bytes.readUInt16BE(0)
  return { client: bytes.subarray(2, 2 + length), server: bytes.subarray(2 + length) }
}

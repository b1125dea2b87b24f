import { createReadStream } from 'node:fs'
import { randomFillSync } from 'node:crypto'
import { join } from 'node:path'
import { tlsFactsOf } from '#sensor/fingerprint/tls-facts.ts'
import { HpackDecoder } from '#sensor/protocol/http2/hpack.ts'
import { parseClientHello } from '#sensor/protocol/tls/parse.ts'
import { readPcap } from '#sensor/source/pcap.ts'

const CAPTURE = join(import.meta.dirname, '../../sensor/testdata/tls-hello-clients.pcapng')
const RECORD_HEADER = 5
/** Handshake header, legacy version and random: then come the session id and the cipher suites. */
const BEFORE_SESSION_ID = 4 + 2 + 32
const DISTINCT = 4096
const MEASURE_MS = 1500

/** First messages of the captured clients. */
async function listHellos(): Promise<Uint8Array[]> {
  const hellos: Uint8Array[] = []
  await readPcap(createReadStream(CAPTURE), (fact) => {
    if (fact.kind !== 'segment' || fact.bytes[0] !== 22 || fact.bytes[RECORD_HEADER] !== 1) return
    const message = Uint8Array.from(fact.bytes.subarray(RECORD_HEADER))
    if (parseClientHello(message).state === 'complete') hellos.push(message)
  })
  return hellos
}

/** The same hello with cipher suites that nobody has sent before. */
function withOtherCiphers(hello: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(hello)
  const ciphers = BEFORE_SESSION_ID + 1 + (copy[BEFORE_SESSION_ID] ?? 0) + 2
  randomFillSync(copy, ciphers, 8)
  return copy
}

function callsPerSecond(call: (turn: number) => void): number {
  const began = performance.now()
  let turns = 0
  while (performance.now() - began < MEASURE_MS) for (let i = 0; i < 256; i += 1) call(turns++)
  return (turns / (performance.now() - began)) * 1000
}

function fingerprint(hello: Uint8Array | undefined): void {
  const parsed = parseClientHello(hello ?? new Uint8Array())
  if (parsed.state !== 'complete') throw new Error('the bench lost its hello')
  tlsFactsOf(parsed.value)
}

export async function benchParsers(): Promise<void> {
  const hellos = await listHellos()
  const unseen = Array.from({ length: DISTINCT }, (_, at) =>
    withOtherCiphers(hellos[at % hellos.length] ?? new Uint8Array()),
  )
  const repeated = callsPerSecond((turn) => fingerprint(hellos[turn % hellos.length]))
  let next = 0
  const fresh = callsPerSecond(() => fingerprint(unseen[next++ % DISTINCT]))
  console.log(
    `  ClientHello to JA4 and JA3: ${repeated.toFixed(0)}/s repeated, ${fresh.toFixed(0)}/s among ${DISTINCT} distinct ones`,
  )

  // RFC 7541 appendix C.4: three requests on one connection, with Huffman codes.
  const blocks = [
    '828684418cf1e3c2e5f23a6ba0ab90f4ff',
    '828684be5886a8eb10649cbf',
    '828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf',
  ]
  const bytes = blocks.map((hex) => Buffer.from(hex, 'hex'))
  const connections = callsPerSecond(() => {
    const decoder = new HpackDecoder()
    for (const block of bytes) decoder.decode(block)
  })
  console.log(`  HPACK: ${(connections * blocks.length).toFixed(0)} header blocks/s`)
}

import { tlsFactsOf } from '#sensor/fingerprint/tls-facts.ts'
import { HpackDecoder } from '#sensor/protocol/http2/hpack.ts'
import { parseClientHello } from '#sensor/protocol/tls/parse.ts'
import { browserBlocks, packagedCodec, PUBLISHED_BLOCKS } from './header-blocks.ts'
import { listHellos, renewCiphers, withShuffledExtensions } from './hellos.ts'

/** Orders of extensions for each captured hello. */
const ORDERS = 32
const MEASURE_MS = 1500
const WARM_UP = 20_000

/** By processor time, the garbage collector's included: what else the machine does counts less. */
function callsPerSecond(call: (turn: number) => void): number {
  for (let turn = 0; turn < WARM_UP; turn += 1) call(turn)
  const began = performance.now()
  const before = process.cpuUsage()
  let turns = 0
  while (performance.now() - began < MEASURE_MS) for (let i = 0; i < 256; i += 1) call(turns++)
  const { user, system } = process.cpuUsage(before)
  return (turns / (user + system)) * 1e6
}

function fingerprint(hello: Uint8Array | undefined): void {
  const parsed = parseClientHello(hello ?? new Uint8Array())
  if (parsed.state !== 'complete') throw new Error('the bench lost its hello')
  tlsFactsOf(parsed.value)
}

export async function benchParsers(): Promise<void> {
  const hellos = await listHellos()
  const repeated = callsPerSecond((turn) => fingerprint(hellos[turn % hellos.length]))
  const shuffled = hellos.flatMap((hello) => Array.from({ length: ORDERS }, () => withShuffledExtensions(hello)))
  const unseen = callsPerSecond((turn) => {
    const hello = shuffled[turn % shuffled.length]
    if (hello !== undefined) renewCiphers(hello, turn)
    fingerprint(hello)
  })
  console.log(
    `  ClientHello to JA4 (four forms) and JA3: ${repeated.toFixed(0)}/s repeated, ${unseen.toFixed(0)}/s never seen before`,
  )

  benchHpack()
}

function benchHpack(): void {
  const codec = packagedCodec()
  const sets: [string, Buffer[]][] = [['RFC 7541 C.4', PUBLISHED_BLOCKS]]
  if (codec !== undefined) sets.push(['a browser', browserBlocks(codec)])
  for (const [name, blocks] of sets) {
    const ours = blocksPerSecond(blocks, () => new HpackDecoder())
    if (codec === undefined) console.log(`  HPACK, ${name}: ${ours.toFixed(0)} header blocks/s`)
    else {
      const theirs = blocksPerSecond(blocks, () => new codec())
      console.log(
        `  HPACK, ${name}: ${ours.toFixed(0)} header blocks/s, npm's hpack ${theirs.toFixed(0)}/s, ratio ${(ours / theirs).toFixed(2)}`,
      )
    }
  }
}

/** Each turn is a connection of its own. */
function blocksPerSecond(blocks: readonly Buffer[], open: () => { decode: (block: Buffer) => unknown }): number {
  const connections = callsPerSecond(() => {
    const decoder = open()
    for (const block of blocks) decoder.decode(block)
  })
  return connections * blocks.length
}

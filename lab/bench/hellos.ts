import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { parseClientHello } from '#sensor/protocol/tls/parse.ts'
import { readPcap } from '#sensor/source/pcap.ts'

const CAPTURE = join(import.meta.dirname, '../../sensor/testdata/tls-hello-clients.pcapng')
const RECORD_HEADER = 5
/** Handshake header, legacy version and random: then come the session id and the cipher suites. */
const BEFORE_SESSION_ID = 4 + 2 + 32

/** First messages of the captured clients. */
export async function listHellos(): Promise<Buffer[]> {
  const hellos: Buffer[] = []
  await readPcap(createReadStream(CAPTURE), (fact) => {
    if (fact.kind !== 'segment' || fact.bytes[0] !== 22 || fact.bytes[RECORD_HEADER] !== 1) return
    const message = Buffer.from(fact.bytes.subarray(RECORD_HEADER))
    if (parseClientHello(message).state === 'complete') hellos.push(message)
  })
  return hellos
}

function ciphersAt(hello: Buffer): number {
  return BEFORE_SESSION_ID + 1 + hello.readUInt8(BEFORE_SESSION_ID)
}

/** The same hello with its extensions in another order. */
export function withShuffledExtensions(hello: Buffer): Buffer {
  const ciphers = ciphersAt(hello)
  const compression = ciphers + 2 + hello.readUInt16BE(ciphers)
  const start = compression + 1 + hello.readUInt8(compression) + 2
  const extensions: { bytes: Buffer; place: number }[] = []
  for (let at = start; at < hello.length;) {
    const end = at + 4 + hello.readUInt16BE(at + 2)
    extensions.push({ bytes: hello.subarray(at, end), place: Math.random() })
    at = end
  }
  extensions.sort((a, b) => a.place - b.place)
  return Buffer.concat([hello.subarray(0, start), ...extensions.map(({ bytes }) => bytes)])
}

/** Changes two cipher suites in place, so that nobody has sent this list before. */
export function renewCiphers(hello: Buffer, turn: number): void {
  hello.writeUInt32BE(Math.imul(turn, 0x9e3779b1) >>> 0, ciphersAt(hello) + 2)
}

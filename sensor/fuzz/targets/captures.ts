import { Invalid } from '#db/model/errors.ts'
import { HttpDialogue } from '#sensor/connection/http-dialogue.ts'
import type { Fact } from '#sensor/source/fact.ts'
import { readPcap } from '#sensor/source/pcap.ts'
import { captureFile, capturedConversations, partsOf } from '../captured.ts'
import { expectSame, piecesOf } from '../pieces.ts'
import type { Random } from '../random.ts'
import type { FuzzTarget } from '../run.ts'

async function factsOf(pieces: readonly Buffer[]): Promise<string[]> {
  const told: string[] = []
  const input = async function* () {
    await Promise.resolve()
    yield* pieces
  }
  const tell = (fact: Fact) =>
    told.push(
      JSON.stringify(fact, (_, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
      ),
    )
  try {
    told.push(JSON.stringify(await readPcap(input(), tell)))
  } catch (error) {
    // A damaged file is refused by name.
    if (!(error instanceof Invalid)) throw error
    told.push(error.message)
  }
  return told
}

export const captures: FuzzTarget = {
  name: 'captures',
  corpus: () =>
    ['http1-chunked-continue.pcapng', 'http1-websocket.pcap', 'tls-hello-clients.pcapng'].map((name) =>
      captureFile(name).subarray(0, 4096),
    ),
  words: ['\x0a\x0d\x0d\x0a', '\xd4\xc3\xb2\xa1', '\x06\0\0\0', '\x03\0\0\0', '\0\0\0\0', '\x81\0\0\x01', '\x86\xdd'],
  check: async (bytes, random) =>
    expectSame(await factsOf([bytes]), await factsOf(piecesOf(bytes, random)), 'a capture'),
}

/** Everything between the plain bytes and the requests, whichever HTTP it is, with pieces missing. */
export const dialogue: FuzzTarget = {
  name: 'dialogue',
  corpus: async () => [
    ...(await capturedConversations('http1-websocket.pcap')),
    ...(await capturedConversations('http1-keepalive-nginx.pcap')),
    ...(await capturedConversations('http2-prior-knowledge-node.pcap')),
  ],
  words: [
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    'HTTP/1.1 200 OK\r\n\r\n',
    '\0\0\0\x04\0\0\0\0\0',
  ],
  check: (bytes, random) => {
    const spoken = new HttpDialogue({ onRequest: () => undefined, count: () => undefined })
    const { client, server } = partsOf(bytes)
    const left = { in: spokenPieces(client, random), out: spokenPieces(server, random) }
    while (left.in.length + left.out.length > 0) {
      const direction = random.below(2) === 0 ? 'in' : 'out'
      const next = left[direction].shift()
      if (next !== undefined && random.below(20) > 0) spoken.push(direction, next.offset, next.bytes, 1)
    }
    spoken.finish()
  },
}

function spokenPieces(bytes: Buffer, random: Random): { offset: number; bytes: Buffer }[] {
  let offset = 0
  return piecesOf(bytes, random).map((piece) => {
    offset += piece.length
    return { offset: offset - piece.length, bytes: piece }
  })
}

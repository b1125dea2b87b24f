import type { Exchange, ExchangeSink } from '#sensor/protocol/exchange.ts'
import { Http1Pair } from '#sensor/protocol/http1/pair.ts'
import { MAX_KEPT_PAYLOAD } from '#sensor/protocol/http2/frame-stream.ts'
import { Http2Pair } from '#sensor/protocol/http2/pair.ts'
import { capturedConversations, conversation, partsOf } from '../captured.ts'
import { expectAtMost, expectSame, piecesOf, untilLoss } from '../pieces.ts'
import type { Random } from '../random.ts'
import type { FuzzTarget } from '../run.ts'

interface Pair {
  readonly heldBytes: number
  push: (direction: 'in' | 'out', offset: number, bytes: Uint8Array, time_ms: number) => void
  finish: () => void
}

/** Two heads, or one frame and one block with its table, in each direction. */
const MAX_HELD = 4 * MAX_KEPT_PAYLOAD

/** What a pair tells when the client speaks first and then the server, each in these pieces. */
function tell(newPair: (sink: ExchangeSink) => Pair, client: readonly Buffer[], server: readonly Buffer[]) {
  const told: string[] = []
  const exchanges: Exchange[] = []
  let opaque = 0
  const pair = newPair({
    onRequest: (exchange) => {
      exchanges.push(exchange)
      told.push(JSON.stringify(exchange.request))
    },
    count: (counter) => told.push(`!${counter}`),
    responseHeaderNames: new Set(['content-type', 'set-cookie']),
    onUpgrade: (protocol) => told.push(`becomes ${protocol}`),
    onOpaque: (_direction, length) => (opaque += length),
  })
  for (const [direction, pieces] of [
    ['in', client],
    ['out', server],
  ] as const) {
    let offset = 0
    for (const piece of pieces) {
      pair.push(direction, offset, piece, 1)
      offset += piece.length
      expectAtMost(pair.heldBytes, MAX_HELD, 'bytes held')
    }
    told.push(`${direction} is over`)
  }
  pair.finish()
  const isWhole = !told.some((line) => line.startsWith('!'))
  return { told: untilLoss(told), whole: isWhole ? { exchanges, opaque } : undefined }
}

function checkPair(newPair: (sink: ExchangeSink) => Pair, bytes: Buffer, random: Random): void {
  const { client, server } = partsOf(bytes)
  const whole = tell(newPair, [client], [server])
  expectSame(whole, tell(newPair, piecesOf(client, random), piecesOf(server, random)), 'a conversation')
}

const http1Words = [
  'GET / HTTP/1.1\r\n',
  'POST / HTTP/1.1\r\n',
  'CONNECT a:1 HTTP/1.1\r\n',
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 101 Switching Protocols\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\n\r\n',
  'Content-Length: 5\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n',
  'Upgrade: websocket\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\r\n\r\n',
  '\n\n',
  '0\r\n\r\n',
  '5;x=y\r\nhello\r\n',
  ' folded\r\n',
  'name : value\r\n',
  ': value\r\n',
]

export const http1: FuzzTarget = {
  name: 'http1',
  corpus: async () => [
    ...(await capturedConversations('http1-keepalive-nginx.pcap')),
    ...(await capturedConversations('http1-chunked-continue.pcapng')),
    ...(await capturedConversations('http1-pipelined-pieces.pcap')),
    conversation(
      Buffer.from(
        'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      ),
      Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n'),
    ),
  ],
  words: http1Words,
  check: (bytes, random) => checkPair((sink) => new Http1Pair(sink), bytes, random),
}

/** Padding, a priority block, CONTINUATIONs, extended CONNECT, a push, a reset, trailers. */
const paddedConversation = conversation(
  Buffer.from(
    '505249202a20485454502f322e300d0a0d0a534d0d0a0d0a' +
      '00000604000000000000010000100000000408000000000000ef0001' +
      '0000120129000000010380000000000f828684418cf1e3c2000000' +
      '00000009000000000100000809040000000' +
      '1e5f23a6ba0ab90f4ff'.slice(1) +
      '000004030000000001000000080000050200000000030000000' +
      '0c8',
    'hex',
  ),
  Buffer.from(
    '000000040000000000' +
      '00000705040000000100000002828684' +
      '0000010104000000018800000300090000000102414200' +
      '00000501050000000100016101' +
      '62',
    'hex',
  ),
)

export const http2: FuzzTarget = {
  name: 'http2',
  corpus: async () => [
    paddedConversation,
    ...(await capturedConversations('http2-prior-knowledge-node.pcap')),
    ...(await capturedConversations('http2-prior-knowledge-nginx.pcapng')),
  ],
  words: [
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    '\0\0\0\x04\0\0\0\0\0',
    '\0\0\x0d\x01\x05\0\0\0\x01\x82\x86\x84\x41\x88\x35\x23\x98\xac\xd7\x4f\x8d\xff',
    '\0\0\x01\x09\x04\0\0\0\x01\x84',
    '\0\0\x04\x03\0\0\0\0\x01\0\0\0\x08',
    '\0\0\x03\0\x01\0\0\0\x01abc',
    '\0\0\x05\x02\0\0\0\0\x03\0\0\0\0\xc8',
    '\0\0\x06\x04\0\0\0\0\0\0\x01\0\0\x10\0',
  ],
  check: (bytes, random) => checkPair((sink) => new Http2Pair(false, sink), bytes, random),
}

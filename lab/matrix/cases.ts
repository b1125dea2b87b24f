import type { Header } from '#db/model/request.ts'
import type { Protocol, Server } from '#lab/server/server.ts'
import { OPENING } from '#sensor/source/ebpf/test-clients/http2-frames.ts'
import { cut, headOf, http1BytesOf, longHeaders, type Head } from './heads.ts'
import { streamOf } from './http2-stream.ts'

/** What a connection shall leave in the store. */
interface Expected {
  heads: Head[]
  /** The head is longer than the sensor keeps: its beginning is stored, and marked. */
  truncated: boolean
  /** State of the connection's own row; empty when there is none. */
  connection_state: string
}

export interface Case extends Expected {
  name: string
  protocol: Protocol
  pieces: Buffer[]
  in_turn: boolean
  /** Ends the connection after so many bytes; 0: the server ends it. */
  enough_bytes: number
  hold_ms: number
}

const CLOSE: Header = ['Connection', 'close']
const CHUNKED = '5\r\nhello\r\n3;extension=1\r\nyou\r\n0\r\n\r\n'
const FRAME = Buffer.from([0x82, 0x85, 1, 2, 3, 4, 0x69, 0x67, 0x6f, 0x68, 0x6e])
const ECHOES = 5
const ORDINARY = { truncated: false, connection_state: '', in_turn: false, enough_bytes: 0, hold_ms: 0 }

function last(target: string): Head {
  return headOf('GET', target, [['User-Agent', 'lab talk'], CLOSE])
}

function http1Cases(protocol: 'http' | 'https', host: string): Case[] {
  const bytes = (head: Head): Buffer => http1BytesOf(head, host)
  const made = (name: string, heads: Head[], pieces: Buffer[], rest: Partial<Case> = {}): Case => ({
    ...{ ...ORDINARY, name, protocol, heads, pieces },
    ...rest,
  })
  const many = [...Array.from({ length: 10 }, (_, at) => headOf('GET', `/page/${at}?n=${at}`)), last('/last')]
  const long = headOf('GET', '/long', [...longHeaders(62), CLOSE])
  const longer = headOf('GET', '/longer', [...longHeaders(80), CLOSE])
  const chunked = headOf('POST', '/upload?a=1&b=%20', [['Transfer-Encoding', 'chunked']], CHUNKED)
  const continued = headOf(
    'POST',
    '/continued',
    [
      ['Content-Length', '8'],
      ['Expect', '100-continue'],
    ],
    '12345678',
  )
  const upload = headOf('POST', '/large', [['Content-Length', '60000']], 'b'.repeat(60_000))
  return [
    made('keep-alive', many, many.map(bytes), { in_turn: true }),
    made('pipelined', many, [Buffer.concat(many.map(bytes))]),
    made('byte by byte', [last('/bytes')], cut(bytes(last('/bytes')), 1)),
    made('62 KB head', [long], cut(bytes(long), 1400)),
    made('80 KB head', [longer], cut(bytes(longer), 1400), { truncated: true }),
    made('chunked', [chunked, last('/after')], [bytes(chunked), bytes(last('/after'))], { in_turn: true }),
    made('60 KB body', [upload, last('/after')], [bytes(upload), bytes(last('/after'))], { in_turn: true }),
    made(
      '100-continue',
      [continued, last('/after')],
      [bytes({ ...continued, body: Buffer.alloc(0) }), Buffer.concat([continued.body, bytes(last('/after'))])],
      { in_turn: true },
    ),
  ]
}

function http2Cases(protocol: 'h2' | 'h2c', host: string): Case[] {
  const scheme = protocol === 'h2' ? 'https' : 'http'
  const made = (name: string, heads: Head[], dressed: boolean): Case => {
    const streams = heads.map((head, at) => streamOf(head, host, scheme, 2 * at + 1, dressed))
    // Every answer has a head of 9 bytes of frame at least: after these the client waits a little and goes.
    return {
      ...ORDINARY,
      name,
      protocol,
      heads,
      pieces: [OPENING, Buffer.concat(streams)],
      enough_bytes: heads.length * 20,
    }
  }
  const many = Array.from({ length: 60 }, (_, at) => headOf('GET', `/stream/${at}`, [['x-number', String(at)]]))
  const long = [1, 2].map((at) => headOf('GET', `/continued/${at}`, longHeaders(30)))
  return [made('60 streams at once', many, false), made('CONTINUATION, padding, priority', long, true)]
}

function webSocket(protocol: 'http' | 'https', host: string): Case {
  const opening: Header[] = [
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
  ]
  const head = headOf('GET', '/chat', opening)
  return {
    ...{ ...ORDINARY, name: 'WebSocket', protocol, heads: [head], in_turn: true, connection_state: 'upgraded' },
    pieces: [http1BytesOf(head, host), ...Array.from({ length: ECHOES }, () => FRAME)],
    enough_bytes: 1,
  }
}

/** Its packet is made by hand: it has no bytes to talk. */
export const SYN_SCAN: Case = {
  ...{ ...ORDINARY, name: 'SYN scan', protocol: 'http', heads: [], pieces: [], connection_state: 'half_open' },
}

/** Connections without a request. */
function unusual(host: string, slowloris_ms: number): Case[] {
  const hold_ms = slowloris_ms + 1500
  const made = (name: string, protocol: 'http' | 'https', pieces: Buffer[], rest: Partial<Case>): Case => ({
    ...{ ...ORDINARY, name, protocol, heads: [], pieces, hold_ms: 30 },
    ...rest,
  })
  return [
    made('slowloris', 'http', [Buffer.from(`GET /slow HTTP/1.1\r\nHost: ${host}\r\n`)], {
      hold_ms,
      connection_state: 'slowloris',
    }),
    made('connect scan', 'http', [], { connection_state: 'scan' }),
    made('TLS alone', 'https', [], { connection_state: 'tls_only' }),
    made('not HTTP', 'http', [Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')], { connection_state: 'not_http' }),
  ]
}

/** Every case that a server can answer over a protocol. */
export function casesOf(server: Server, protocol: Protocol, host: string, slowloris_ms: number): Case[] {
  if (protocol === 'h2' || protocol === 'h2c') return http2Cases(protocol, host)
  return [
    ...http1Cases(protocol, host),
    ...(server.echoes === true ? [webSocket(protocol, host)] : []),
    ...unusual(host, slowloris_ms).filter((each) => each.protocol === protocol),
  ]
}

import { hash } from 'node:crypto'
import type { Parsed } from '../parsed.ts'
import type { ClientHello } from '../tls/messages.ts'
import { parseClientHello } from '../tls/parse.ts'
import { CryptoStream } from './crypto-stream.ts'
import { InitialKeys } from './initial-keys.ts'
import { parseFrames } from './parse.ts'
import type { InitialPacket } from './messages.ts'

/** The ClientHello of one QUIC connection, from its Initial packets in any order, repeated or not. */
export class QuicHello {
  readonly #keys: InitialKeys
  #stream: CryptoStream | undefined = new CryptoStream()
  /** Tells a hello that came again, over other keys after a Retry (RFC 9000 section 17.2.5.2), from another one; empty before. */
  digest = ''

  /** `first`: a packet with the connection id that the client chose for its first one. */
  constructor(first: InitialPacket) {
    this.#keys = new InitialKeys(first.version, first.destination_connection_id)
  }

  get heldBytes(): number {
    return this.#stream?.heldBytes ?? 0
  }

  /** Undefined when the packet was not protected by this connection's keys. */
  push(packet: InitialPacket): Parsed<ClientHello> | undefined {
    const payload = this.#keys.open(packet)
    if (payload === undefined) return undefined
    const stream = this.#stream
    if (stream === undefined) return { state: 'need_more' }
    const { frames, malformed } = parseFrames(payload)
    const fits = frames.every(({ offset, bytes }) => stream.push(offset, bytes))
    const parsed = fits ? parseClientHello(stream.view()) : TOO_LONG
    if (parsed.state === 'complete') this.digest = hash('sha256', stream.view())
    if (parsed.state !== 'need_more') this.#stream = undefined
    else if (malformed) return { state: 'malformed', reason: 'broken frame' }
    return parsed
  }
}

const TOO_LONG: Parsed<ClientHello> = { state: 'malformed', reason: 'hello too long' }

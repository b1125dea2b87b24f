import { Reassembler, sequenceDistance } from '../protocol/tcp/reassembler.ts'
import { MAX_HELLO_LENGTH } from '../protocol/tls/assemble.ts'
import type { ConnectionKey, Fact } from './fact.ts'
import { ACK, FIN, RST, SYN } from './packet.ts'
import type { TcpPacket } from './packet.ts'

/** Out-of-order bytes kept per direction before what is missing is given up. */
const MAX_WAITING_BYTES = 1 << 20
/** Segments are told to the table until this much could hold a ClientHello. */
const HELLO_REACH = MAX_HELLO_LENGTH + 4096
/** change_cipher_spec to application_data (RFC 8446 section 5.1). */
const FIRST_TLS_RECORD = 20
const LAST_TLS_RECORD = 23

interface Direction {
  segments: Reassembler
  /** 0 when the stream is known from its start, else 1: the table then knows that it came late. */
  base: number
  finished: boolean
}

/** One TCP connection of a capture file, told as facts. */
export class PcapConnection {
  readonly #key: ConnectionKey
  readonly #onFact: (fact: Fact) => void
  #in: Direction | undefined
  #out: Direction | undefined
  #synSequence = -1
  #isEstablished = false
  #isTls: boolean | undefined
  #closed = false
  #time_ms = 0

  constructor(key: ConnectionKey, onFact: (fact: Fact) => void) {
    this.#key = key
    this.#onFact = onFact
  }

  get isClosed(): boolean {
    return this.#closed
  }

  isRepeatedSyn(packet: TcpPacket): boolean {
    return packet.sequence === this.#synSequence && !this.#closed
  }

  take(packet: TcpPacket, fromClient: boolean, time_ms: number): void {
    this.#time_ms = time_ms
    if (this.#closed) return
    if ((packet.flags & SYN) !== 0) this.#takeSyn(packet, fromClient)
    const sequence = (packet.flags & SYN) !== 0 ? (packet.sequence + 1) >>> 0 : packet.sequence
    if ((packet.flags & ACK) !== 0) this.#takeAcknowledgment(packet.acknowledgment, fromClient ? 'out' : 'in')
    if (fromClient) this.#noteHandshake(packet)
    if (packet.payload.length > 0) this.#takePayload(fromClient ? 'in' : 'out', sequence, packet.payload)
    if ((packet.flags & RST) !== 0) this.#close('reset')
    else if ((packet.flags & FIN) !== 0) this.#takeFin(fromClient ? 'in' : 'out')
  }

  /** The capture is over: what is missing will not come. */
  finish(): void {
    for (const direction of ['in', 'out'] as const) {
      const known = this.#direction(direction)
      while (known?.segments.waiting === true) this.#skipGap(direction, known)
    }
  }

  #takeSyn(packet: TcpPacket, fromClient: boolean): void {
    const direction = { segments: newSegments((packet.sequence + 1) >>> 0), base: 0, finished: false }
    if (!fromClient) {
      this.#out ??= direction
      return
    }
    if (this.#synSequence >= 0) return
    this.#in = direction
    this.#synSequence = packet.sequence
    this.#onFact({
      kind: 'syn',
      key: this.#key,
      time_ms: this.#time_ms,
      ip_meta_ttl: packet.ip_meta_ttl,
      ip_meta_id: packet.ip_meta_id,
      ip_meta_df: packet.ip_meta_df,
      ip_meta_total_length: packet.ip_meta_total_length,
      tcp_meta_window_size: packet.tcp_meta_window_size,
      sequence: packet.sequence,
      tcp_options: packet.tcp_options,
    })
  }

  /** The client's first acknowledgment ends the handshake, if it acknowledges the server's own SYN. */
  #noteHandshake(packet: TcpPacket): void {
    if (this.#isEstablished || this.#synSequence < 0 || (packet.flags & (SYN | RST | ACK)) !== ACK) return
    const first = this.#out?.segments.first
    if (first !== undefined && sequenceDistance(first, packet.acknowledgment) < 0) return
    this.#isEstablished = true
    this.#onFact({ kind: 'established', key: this.#key, time_ms: this.#time_ms })
  }

  #takePayload(direction: 'in' | 'out', sequence: number, bytes: Buffer): void {
    const known = this.#direction(direction) ?? this.#startLate(direction, sequence)
    if (direction === 'in' && this.#isTls !== false && known.segments.next < HELLO_REACH) {
      this.#onFact({ kind: 'segment', key: this.#key, time_ms: this.#time_ms, sequence, bytes })
    }
    if (known.segments.waitingBytes + bytes.length > MAX_WAITING_BYTES) this.#skipGap(direction, known)
    known.segments.push(sequence, bytes, (offset, inOrder) => this.#tell(direction, known.base + offset, inOrder))
  }

  #tell(direction: 'in' | 'out', offset: number, bytes: Uint8Array): void {
    this.#isTls ??= looksLikeTls(bytes)
    if (this.#isTls) return
    this.#onFact({ kind: 'stream', key: this.#key, time_ms: this.#time_ms, direction, scheme: 'http', offset, bytes })
  }

  /** What the peer has acknowledged was delivered: if it is missing here, the capture missed it. */
  #takeAcknowledgment(acknowledgment: number, direction: 'in' | 'out'): void {
    const known = this.#direction(direction)
    if (known?.segments.waiting !== true) return
    if (sequenceDistance(known.segments.firstWaitingSequence, acknowledgment) > 0) this.#skipGap(direction, known)
  }

  #skipGap(direction: 'in' | 'out', known: Direction): void {
    known.segments.skipGap((offset, bytes) => this.#tell(direction, known.base + offset, bytes))
  }

  #takeFin(direction: 'in' | 'out'): void {
    const known = this.#direction(direction)
    if (known !== undefined) known.finished = true
    if (this.#in?.finished !== false && this.#out?.finished !== false) this.#close('closed')
  }

  #close(reason: 'closed' | 'reset'): void {
    this.finish()
    this.#closed = true
    this.#onFact({ kind: 'close', key: this.#key, time_ms: this.#time_ms, reason })
  }

  #direction(direction: 'in' | 'out'): Direction | undefined {
    return direction === 'in' ? this.#in : this.#out
  }

  #startLate(direction: 'in' | 'out', sequence: number): Direction {
    const started = { segments: newSegments(sequence), base: 1, finished: false }
    if (direction === 'in') this.#in = started
    else this.#out = started
    return started
  }
}

function newSegments(first: number): Reassembler {
  return new Reassembler(first, MAX_WAITING_BYTES)
}

function looksLikeTls(bytes: Uint8Array): boolean {
  const [type = 0, major] = bytes
  return type >= FIRST_TLS_RECORD && type <= LAST_TLS_RECORD && (major === 3 || bytes.length === 1)
}

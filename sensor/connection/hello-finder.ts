import type { ProxyHeader } from '../protocol/proxy/parse.ts'
import { ProxyHeaderSkipper } from '../protocol/proxy/skip-header.ts'
import { HelloAssembler, MAX_HELLO_LENGTH } from '../protocol/tls/assemble.ts'
import type { ClientHello } from '../protocol/tls/messages.ts'
import { Reassembler } from '../protocol/tcp/reassembler.ts'

const MAX_BYTES = MAX_HELLO_LENGTH + 4096

export interface HelloSink {
  onHello: (hello: ClientHello) => void
  /** A PROXY header stood before the hello; null when it names nobody. */
  onProxyHeader: (named: ProxyHeader | null) => void
  /** No further hello will be found. */
  onEnd: (reason: string) => void
}

/** Looks for ClientHellos at the start of what the client sends, behind a PROXY header maybe, from segments in any order. */
export class HelloFinder {
  readonly #segments: Reassembler
  readonly #assembler = new HelloAssembler()
  readonly #sink: HelloSink
  #skipper: ProxyHeaderSkipper | undefined = new ProxyHeaderSkipper()
  #ended = false

  /** `first` is the sequence number of the client's first payload byte. */
  constructor(first: number, sink: HelloSink) {
    this.#segments = new Reassembler(first, MAX_BYTES)
    this.#sink = sink
  }

  get heldBytes(): number {
    return this.#segments.waitingBytes + this.#assembler.heldBytes + (this.#skipper?.heldBytes ?? 0)
  }

  push(sequence: number, bytes: Uint8Array): void {
    this.#segments.push(sequence, bytes, (_offset, inOrder) => this.#takeInOrder(inOrder))
  }

  #takeInOrder(bytes: Uint8Array): void {
    if (this.#skipper === undefined) {
      this.#assemble(bytes)
      return
    }
    const start = this.#skipper.push(bytes)
    if (start === undefined) return
    this.#skipper = undefined
    if (start.header_length > 0) this.#sink.onProxyHeader(start.named)
    this.#assemble(start.bytes.subarray(start.header_length))
  }

  #assemble(bytes: Uint8Array): void {
    let left = bytes
    while (left.length > 0 && !this.#ended) {
      const parsed = this.#assembler.push(left)
      if (parsed.state === 'malformed') {
        this.#ended = true
        this.#sink.onEnd(parsed.reason)
      }
      if (parsed.state !== 'complete') return
      left = left.subarray(parsed.consumed)
      this.#sink.onHello(parsed.value)
    }
  }
}

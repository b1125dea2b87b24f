import { HelloAssembler, MAX_HELLO_LENGTH } from '../protocol/tls/assemble.ts'
import type { ClientHello } from '../protocol/tls/messages.ts'
import { Reassembler } from '../protocol/tcp/reassembler.ts'

const MAX_BYTES = MAX_HELLO_LENGTH + 4096

/** Looks for the ClientHello at the start of what the client sends, from segments in any order. */
export class HelloFinder {
  readonly #segments: Reassembler
  readonly #assembler = new HelloAssembler()

  /** `first` is the sequence number of the client's first payload byte. */
  constructor(first: number) {
    this.#segments = new Reassembler(first, MAX_BYTES)
  }

  /** The hello when it is whole, a reason when it will never be, undefined while more is needed. */
  push(sequence: number, bytes: Uint8Array): ClientHello | string | undefined {
    let found: ClientHello | string | undefined
    this.#segments.push(sequence, bytes, (_offset, inOrder) => {
      if (found !== undefined) return
      const parsed = this.#assembler.push(inOrder)
      if (parsed.state === 'complete') found = parsed.value
      else if (parsed.state === 'malformed') found = parsed.reason
    })
    return found
  }
}

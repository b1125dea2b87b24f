import { GrowingBytes } from '../growing-bytes.ts'
import { MAX_PROXY_HEADER_LENGTH, mayBeProxyHeader, parseProxyHeader } from './parse.ts'
import type { ProxyHeader } from './parse.ts'

/** What stands before the first byte of a stream's own protocol. */
export interface StreamStart {
  /** Bytes of the PROXY header; 0 when there is none. */
  header_length: number
  /** Null when there is none, or it names nobody. */
  named: ProxyHeader | null
  malformed: boolean
  /** Everything that came, the header included. */
  bytes: Uint8Array
}

/** Collects the first bytes of a stream until it is known whether a PROXY header stands before it. */
export class ProxyHeaderSkipper {
  readonly #collected = new GrowingBytes(MAX_PROXY_HEADER_LENGTH)

  get heldBytes(): number {
    return this.#collected.heldBytes
  }

  /** Undefined while more is needed. `bytes` of the answer are valid until the next call. */
  push(bytes: Uint8Array): StreamStart | undefined {
    if (this.#collected.length === 0 && !mayBeProxyHeader(bytes))
      return { header_length: 0, named: null, malformed: false, bytes }
    const taken = this.#collected.append(bytes)
    const all = this.#collected.view()
    const parsed = parseProxyHeader(all)
    if (parsed.state === 'need_more' && taken === bytes.length) return undefined
    // What was not taken belongs to the stream: a complete header lies within the limit.
    const whole = taken === bytes.length ? all : Buffer.concat([all, bytes.subarray(taken)])
    if (parsed.state === 'complete')
      return { header_length: parsed.consumed, named: parsed.value, malformed: false, bytes: whole }
    return { header_length: 0, named: null, malformed: mayBeProxyHeader(all), bytes: whole }
  }
}

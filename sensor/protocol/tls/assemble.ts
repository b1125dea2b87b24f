import { GrowingBytes } from '../growing-bytes.ts'
import type { Parsed } from '../parsed.ts'
import { CHANGE_CIPHER_SPEC_RECORD, HANDSHAKE_RECORD } from './messages.ts'
import type { ClientHello } from './messages.ts'
import { parseClientHello } from './parse.ts'

const RECORD_HEADER_LENGTH = 5
/** Kept of one hello: the largest seen in the wild (several post-quantum key shares) stay under 16 KB. */
export const MAX_HELLO_LENGTH = 65536

/**
 * Joins the handshake records of a stream, cut anywhere, until a ClientHello is whole; `consumed` tells how many of the bytes
 * given last belong to it. Pushing what follows looks for the next one: a client answers a HelloRetryRequest with a second
 * hello, after a change_cipher_spec maybe (RFC 8446 appendix D.4).
 */
export class HelloAssembler {
  readonly #message = new GrowingBytes(MAX_HELLO_LENGTH)
  #header: number[] = []
  #recordLeft = 0
  #skipsRecord = false
  #hellos = 0
  /** No byte has come yet. */
  #pristine = true
  #result: Parsed<ClientHello> = { state: 'need_more' }

  get heldBytes(): number {
    return this.#message.heldBytes
  }

  push(bytes: Uint8Array): Parsed<ClientHello> {
    if (this.#result.state === 'complete') this.#result = { state: 'need_more' }
    if (this.#pristine) {
      this.#pristine = false
      const whole = parseWholeRecord(bytes)
      if (whole !== undefined) {
        this.#hellos = 1
        return (this.#result = whole)
      }
    }
    let at = 0
    while (at < bytes.length && this.#result.state === 'need_more') {
      if (this.#recordLeft === 0) {
        this.#pushHeaderByte(bytes[at] ?? 0)
        at += 1
      } else {
        const part = bytes.subarray(at, at + this.#recordLeft)
        at += part.length
        this.#recordLeft -= part.length
        if (!this.#skipsRecord) this.#pushMessage(part)
      }
    }
    return this.#resultAfter(at)
  }

  #resultAfter(consumed: number): Parsed<ClientHello> {
    return this.#result.state === 'complete' ? { ...this.#result, consumed } : this.#result
  }

  #pushHeaderByte(byte: number): void {
    this.#header.push(byte)
    const [type, major, , high = 0, low = 0] = this.#header
    this.#skipsRecord = type === CHANGE_CIPHER_SPEC_RECORD && this.#hellos > 0
    if ((type !== HANDSHAKE_RECORD && !this.#skipsRecord) || (major !== undefined && major !== 3))
      this.#fail('not a TLS handshake')
    else if (this.#header.length === RECORD_HEADER_LENGTH) {
      this.#recordLeft = high * 256 + low
      this.#header = []
    }
  }

  #pushMessage(part: Uint8Array): void {
    if (this.#message.append(part) < part.length) {
      this.#fail('hello too long')
      return
    }
    const message = this.#message.view()
    const length = message.length < 4 ? 0 : 4 + message.readUIntBE(1, 3)
    if (length > MAX_HELLO_LENGTH) this.#fail('hello too long')
    else if (message[0] !== 1 || (length > 0 && message.length >= length)) {
      this.#result = parseClientHello(message)
      this.#hellos += 1
      // Nothing that a client may send stands behind a hello in its record.
      this.#skipsRecord = true
      this.#message.clear()
    }
  }

  #fail(reason: string): void {
    this.#result = { state: 'malformed', reason }
    this.#message.clear()
  }
}

/** Most hellos are one record in one piece: those need no copy. */
function parseWholeRecord(bytes: Uint8Array): Parsed<ClientHello> | undefined {
  const [type, major, , high = 0, low = 0] = bytes
  const end = RECORD_HEADER_LENGTH + high * 256 + low
  if (type !== HANDSHAKE_RECORD || major !== 3 || bytes.length < end) return undefined
  const parsed = parseClientHello(bytes.subarray(RECORD_HEADER_LENGTH, end))
  return parsed.state === 'complete' ? { ...parsed, consumed: end } : undefined
}

import { createHmac } from 'node:crypto'
import type { Header } from '#db/model/request.ts'
import type { RawHeader } from '../protocol/exchange.ts'
import { SecretNames } from './redact-names.ts'
import { MASK, maskText } from './redact-text.ts'
import { textOf } from './text.ts'

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+/
/** Nothing in a value could be a name, an assignment, credentials or a token. */
const HARMLESS = /^[^=:@%]*$/
/** Sixteen random bytes (RFC 6455 section 4.1), and nothing but those. */
const NONCE = /^[A-Za-z0-9+/]{22}==$/
/** Browsers can send credentials on a WebSocket only here; a protocol's name is shorter. */
const LONGEST_PROTOCOL = 40
const MAX_REMEMBERED = 4096
/** Longer headers seldom come again; with the line above it bounds the memory. */
const LONGEST_REMEMBERED = 512

/** Takes secrets out of what a client and a server said, before any of it becomes a row. */
export class Redactor {
  readonly #hashKey: Uint8Array
  readonly #names: SecretNames
  readonly #isSecret = new Map<string, boolean>()
  /** What became of whole headers: most come again and again, and looking for secrets costs more than all the rest of a row. */
  readonly #written = new Map<string, Map<string, Header>>()
  #remembered = 0

  constructor(
    hashKey: Uint8Array,
    further: { redact_headers: readonly string[]; mask_parameters: readonly string[] } = {
      redact_headers: [],
      mask_parameters: [],
    },
  ) {
    this.#hashKey = hashKey
    this.#names = new SecretNames(further.redact_headers, further.mask_parameters)
  }

  /** A header as a row says it. */
  header(header: RawHeader): Header {
    const [name, value] = header
    if (name.length + value.length > LONGEST_REMEMBERED) return this.#write(header)
    let byValue = this.#written.get(name)
    const known = byValue?.get(value)
    if (known !== undefined) return known
    const written = this.#write(header)
    if (this.#remembered >= MAX_REMEMBERED) {
      this.#written.clear()
      this.#remembered = 0
      byValue = undefined
    }
    if (byValue === undefined) this.#written.set(name, new Map([[value, written]]))
    else byValue.set(value, written)
    this.#remembered += 1
    return written
  }

  #write([name, value]: RawHeader): Header {
    return [textOf(this.#headerName(name)), textOf(this.headerValue(name, value))]
  }

  headerValue(name: string, value: string): string {
    if (value === '' || isWebSocketNonce(name, value)) return value
    if (this.#isSecretHeader(name) || isWebSocketSecret(name, value)) return this.#hashed(value)
    if (HARMLESS.test(value) && !value.includes('eyJ')) return value
    const masked = maskText(value, this.#names)
    return name.toLowerCase() === 'host' ? masked.replace(/^.*@/, `${MASK}@`) : masked
  }

  query(query: string): string {
    return maskText(query, this.#names)
  }

  /** Segments stay: they name what was asked for. Parameters of segments and URLs within are masked. */
  path(path: string): string {
    return maskText(path, this.#names, true)
  }

  /** A line without a colon stands as a name; only what may be one of it is kept. */
  #headerName(name: string): string {
    const token = TOKEN.exec(name)?.[0] ?? ''
    return token.length === name.length ? name : `${token} ${MASK}`
  }

  #isSecretHeader(name: string): boolean {
    let isSecret = this.#isSecret.get(name)
    if (isSecret === undefined) {
      isSecret = this.#names.isSecretHeader(name)
      if (this.#isSecret.size >= MAX_REMEMBERED) this.#isSecret.clear()
      if (name.length <= 64) this.#isSecret.set(name, isSecret)
    }
    return isSecret
  }

  #hashed(value: string): string {
    return `hmac:${createHmac('sha256', this.#hashKey).update(value, 'latin1').digest('hex').slice(0, 16)}`
  }
}

function isWebSocketNonce(name: string, value: string): boolean {
  return NONCE.test(value) && name.toLowerCase() === 'sec-websocket-key'
}

function isWebSocketSecret(name: string, value: string): boolean {
  if (name.toLowerCase() !== 'sec-websocket-protocol') return false
  return value.split(',').some((protocol) => protocol.trim().length > LONGEST_PROTOCOL)
}

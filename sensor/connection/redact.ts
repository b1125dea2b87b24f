import { createHmac } from 'node:crypto'

/** Headers whose values are secrets; the row keeps a keyed hash, so that equal values still look equal. */
const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie'])
/** Headers that carry URLs, and so query values. */
const URL_HEADERS = new Set(['referer', 'location', 'content-location'])

/** Anywhere in a name, for it is part of no harmless word. */
const SECRET_PART = /token|passw|pwd|secret|session|api[-_.]?key|credential|signature/
/** Only as a whole word: `keyword` and `postcode` are harmless. */
const SECRET_WORD = /(?:^|[^a-z0-9])(?:key|code|auth|pass|sid|sig|otp|pin)(?:$|[^a-z0-9])/
const MASK = '***'
const EQUALS = 0x3d
const SEMICOLON = 0x3b
const QUESTION_MARK = 0x3f
const NUMBER_SIGN = 0x23

export class Redactor {
  readonly #hashKey: Uint8Array

  constructor(hashKey: Uint8Array) {
    this.#hashKey = hashKey
  }

  headerValue(name: string, value: string): string {
    const lower = name.toLowerCase()
    if (SECRET_HEADERS.has(lower)) return this.#hashed(value)
    return URL_HEADERS.has(lower) ? maskUrl(value) : value
  }

  #hashed(value: string): string {
    return `hmac:${createHmac('sha256', this.#hashKey).update(value, 'latin1').digest('hex').slice(0, 16)}`
  }
}

/** Replaces the values of secret-looking names, up to the next `&`; names, order and separators stay. */
export function maskQuery(query: string): string {
  if (!query.includes('=')) return query
  return query.split('&').map(maskPart).join('&')
}

/** A value may hold another query (`next=/login?token=…`), and some servers part at `;`. */
function maskPart(part: string): string {
  let start = 0
  for (let at = 0; at < part.length; at += 1) {
    const character = part.charCodeAt(at)
    if (character === EQUALS) {
      if (isSecretName(part.slice(start, at))) return part.slice(0, at + 1) + MASK
      start = at + 1
    } else if (character === SEMICOLON || character === QUESTION_MARK || character === NUMBER_SIGN) start = at + 1
  }
  return part
}

function maskUrl(url: string): string {
  const bare = url.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/?#@]*@/, `$1${MASK}@`)
  const query = bare.search(/[?#]/)
  return query < 0 ? bare : bare.slice(0, query + 1) + maskQuery(bare.slice(query + 1))
}

function isSecretName(name: string): boolean {
  const plain = unescaped(name).toLowerCase()
  return SECRET_PART.test(plain) || SECRET_WORD.test(plain)
}

/** Percent-escapes must not hide a name; broken ones stay as they are. */
function unescaped(name: string): string {
  return name.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
}

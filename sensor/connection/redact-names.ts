/** Anywhere in a name, for it is part of no harmless word. */
const SECRET_PART =
  /token|passw|passphrase|pwd|secret|session|sessid|cookie|authoriz|authentication|(?:api|access|private)[-_.]?key|credential|signature|bearer|assertion|saml|csrf|xsrf|motdepasse|kennwort|senha|contrase/
/** Only as a whole word: `keyword`, `author` and `passenger` are harmless. */
const SECRET_WORD = /(?:^|[^a-z0-9])(?:key|auth|oauth|oidc|pass|sid|sig|otp|jwt|dpop|principal|mdp)(?:$|[^a-z0-9])/
/** Likewise, but only in parameters: headers tell countries and errors by codes. */
const SECRET_PARAMETER = /(?:^|[^a-z0-9])(?:code|pin|ticket|cvv|cvc|ssn|iban)(?:$|[^a-z0-9])/
/** Who signed (RFC 9421), which tells a declared robot, and what a server asks for. */
const NOT_SECRET = new Set(['signature-agent', 'signature-input', 'accept-signature', 'www-authenticate'])

const CAMEL_HUMP = /([a-z0-9])([A-Z])/g
const BRACKETS = /[[\]."'{}\s]+/
const ESCAPE = /%([0-9A-Fa-f]{2})/g
const ESCAPE_DEPTH = 4

/** Which names stand before a secret: the built-in ones and an operator's. */
export class SecretNames {
  readonly #headers: ReadonlySet<string>
  readonly #parameters: ReadonlySet<string>

  constructor(headers: readonly string[], parameters: readonly string[]) {
    this.#headers = new Set(headers.map((name) => name.toLowerCase()))
    this.#parameters = new Set(parameters.map((name) => name.toLowerCase()))
  }

  /** Characters that no header name may hold do not hide one. */
  isSecretHeader(name: string): boolean {
    const plain = name.toLowerCase().replace(/[^a-z0-9_.-]/g, '')
    if (this.#headers.has(plain)) return true
    return !NOT_SECRET.has(plain) && (SECRET_PART.test(plain) || SECRET_WORD.test(plain))
  }

  isSecretParameter(name: string): boolean {
    const plain = unescaped(name).replace(CAMEL_HUMP, '$1_$2').toLowerCase()
    if (SECRET_PART.test(plain) || SECRET_WORD.test(plain) || SECRET_PARAMETER.test(plain)) return true
    if (this.#parameters.size === 0) return false
    return unescaped(name)
      .toLowerCase()
      .split(BRACKETS)
      .some((part) => this.#parameters.has(part))
  }
}

/** Percent-escapes, also of percent-escapes, must not hide a name; nor must control characters. */
function unescaped(name: string): string {
  let plain = name
  for (let depth = 0; depth < ESCAPE_DEPTH && plain.includes('%'); depth++) {
    plain = plain.replace(ESCAPE, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
  }
  return plain.replace(/[\x00-\x1f\x7f]/g, '')
}

// JA4 is the method of FoxIO, LLC: Copyright (c) 2023, BSD 3-Clause License.
import { APPLICATION_LAYER_PROTOCOL_NEGOTIATION, isGrease, SERVER_NAME } from '#sensor/protocol/tls/messages.ts'
import type { ClientHello } from '#sensor/protocol/tls/messages.ts'
import { ascending } from './ascending.ts'
import { hex4 } from './hex.ts'
import { ListText } from './list-text.ts'
import { sha256Prefix } from './sha256.ts'
import { offeredVersion } from './tls-version.ts'

export interface Ja4 {
  ja4: string
  ja4_r: string
  ja4_o: string
  ja4_ro: string
}

/** `t` TLS over TCP, `q` QUIC, `d` DTLS. */
export type Ja4Transport = 't' | 'q' | 'd'

const EMPTY_LIST = '000000000000'
const UNDERSCORE = 0x5f
const MAX_COUNT = 99
const TWO_DIGITS = Array.from({ length: MAX_COUNT + 1 }, (_, count) => String(count).padStart(2, '0'))

/** The version's two characters in part a. */
const VERSION_CODES = new Map([
  [0x0304, '13'],
  [0x0303, '12'],
  [0x0302, '11'],
  [0x0301, '10'],
  [0x0300, 's3'],
  [0x0002, 's2'],
  [0xfeff, 'd1'],
  [0xfefd, 'd2'],
  [0xfefc, 'd3'],
])
const text = new ListText()

export function ja4Of(hello: ClientHello, transport: Ja4Transport): Ja4 {
  const ciphers = withoutGrease(hello.cipher_suites)
  const extensions = withoutGrease(hello.extensions)
  const signatures = withoutGrease(hello.signature_algorithms)
  const a =
    transport +
    (VERSION_CODES.get(offeredVersion(hello)) ?? '00') +
    (extensions.includes(SERVER_NAME) ? 'd' : 'i') +
    twoDigits(ciphers.length) +
    twoDigits(extensions.length) +
    alpnCode(hello.alpn)
  const inOrder = formsOf(a, ciphers, extensions, signatures)
  const sortedExtensions = ascending(extensions.filter(isNeitherNameNorProtocol))
  const sorted = formsOf(a, ascending(ciphers), sortedExtensions, signatures)
  return { ja4: sorted.hashed, ja4_r: sorted.raw, ja4_o: inOrder.hashed, ja4_ro: inOrder.raw }
}

/** `a_ciphers_extensions_signatures` as it stands, and with both lists hashed. */
function formsOf(
  a: string,
  ciphers: readonly number[],
  extensions: readonly number[],
  signatures: readonly number[],
): { raw: string; hashed: string } {
  text.begin(ciphers.length + extensions.length + signatures.length, a.length + 3)
  text.ascii(a)
  text.character(UNDERSCORE)
  const ciphersAt = text.at
  text.hexList(ciphers)
  const ciphersEnd = text.at
  text.character(UNDERSCORE)
  const extensionsAt = text.at
  text.hexList(extensions)
  if (signatures.length > 0) {
    text.character(UNDERSCORE)
    text.hexList(signatures)
  }
  const b = ciphers.length === 0 ? EMPTY_LIST : sha256Prefix(text.slice(ciphersAt, ciphersEnd))
  const c = extensions.length === 0 ? EMPTY_LIST : sha256Prefix(text.slice(extensionsAt, text.at))
  return { raw: text.slice(0, text.at), hashed: `${a}_${b}_${c}` }
}

/** First and last character of the first protocol name; of its hex form when either is not alphanumeric. */
function alpnCode(alpn: readonly string[] | undefined): string {
  const name = alpn?.[0]
  if (name === undefined || name === '') return '00'
  const first = name.charCodeAt(0)
  const last = name.charCodeAt(name.length - 1)
  if (isAlphanumeric(first) && isAlphanumeric(last)) return name.charAt(0) + name.charAt(name.length - 1)
  return hex4(first).charAt(2) + hex4(last).charAt(3)
}

function twoDigits(count: number): string {
  return TWO_DIGITS[Math.min(count, MAX_COUNT)] ?? ''
}

function withoutGrease(values: readonly number[]): number[] {
  const kept: number[] = []
  for (const value of values) if (!isGrease(value)) kept.push(value)
  return kept
}

function isNeitherNameNorProtocol(type: number): boolean {
  return type !== SERVER_NAME && type !== APPLICATION_LAYER_PROTOCOL_NEGOTIATION
}

function isAlphanumeric(code: number): boolean {
  const letter = code | 0x20
  return (code >= 0x30 && code <= 0x39) || (letter >= 0x61 && letter <= 0x7a)
}

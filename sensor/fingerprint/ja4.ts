// JA4 is the method of FoxIO, LLC: Copyright (c) 2023, BSD 3-Clause License.
import { APPLICATION_LAYER_PROTOCOL_NEGOTIATION, isGrease, SERVER_NAME } from '#sensor/protocol/tls/messages.ts'
import type { ClientHello } from '#sensor/protocol/tls/messages.ts'
import { hex4, joinHex4 } from './hex.ts'
import { rememberedSha256Prefix, sha256Prefix } from './sha256.ts'
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

export function ja4Of(hello: ClientHello, transport: Ja4Transport): Ja4 {
  const ciphers = hello.cipher_suites.filter(isNotGrease)
  const extensions = hello.extensions.filter(isNotGrease)
  const a = [
    transport,
    VERSION_CODES.get(offeredVersion(hello)) ?? '00',
    hello.extensions.includes(SERVER_NAME) ? 'd' : 'i',
    twoDigits(ciphers.length),
    twoDigits(extensions.length),
    alpnCode(hello.alpn),
  ].join('')
  const signatures = joinHex4(hello.signature_algorithms.filter(isNotGrease))
  const sorted = extensions.filter(isNeitherNameNorProtocol).sort(ascending)
  const ciphersInOrder = joinHex4(ciphers)
  const ciphersSorted = joinHex4(ciphers.sort(ascending))
  const extensionsInOrder = withSignatures(joinHex4(extensions), signatures)
  const extensionsSorted = withSignatures(joinHex4(sorted), signatures)
  return {
    ja4: `${a}_${hashOf(ciphersSorted)}_${sorted.length === 0 ? EMPTY_LIST : hashOf(extensionsSorted)}`,
    ja4_r: `${a}_${ciphersSorted}_${extensionsSorted}`,
    ja4_o: `${a}_${hashOf(ciphersInOrder)}_${extensions.length === 0 ? EMPTY_LIST : sha256Prefix(extensionsInOrder)}`,
    ja4_ro: `${a}_${ciphersInOrder}_${extensionsInOrder}`,
  }
}

/** First and last character of the first protocol name; of its hex form when either is not alphanumeric. */
function alpnCode(alpn: readonly string[] | undefined): string {
  const name = alpn?.[0]
  if (name === undefined || name === '') return '00'
  const first = name.charAt(0)
  const last = name.charAt(name.length - 1)
  if (isAlphanumeric(first) && isAlphanumeric(last)) return first + last
  return hex4(name.charCodeAt(0)).charAt(2) + hex4(name.charCodeAt(name.length - 1)).charAt(3)
}

function withSignatures(extensions: string, signatures: string): string {
  return signatures === '' ? extensions : `${extensions}_${signatures}`
}

function hashOf(list: string): string {
  return list === '' ? EMPTY_LIST : rememberedSha256Prefix(list)
}

function twoDigits(count: number): string {
  return String(Math.min(count, 99)).padStart(2, '0')
}

function isNotGrease(value: number): boolean {
  return !isGrease(value)
}

function isNeitherNameNorProtocol(type: number): boolean {
  return type !== SERVER_NAME && type !== APPLICATION_LAYER_PROTOCOL_NEGOTIATION
}

function isAlphanumeric(character: string): boolean {
  return /^[0-9A-Za-z]$/.test(character)
}

function ascending(a: number, b: number): number {
  return a - b
}

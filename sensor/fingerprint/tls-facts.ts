import type { TlsFacts } from '#db/model/request.ts'
import type { ClientHello } from '#sensor/protocol/tls/messages.ts'
import { ja3Of } from './ja3.ts'
import { ja4Of } from './ja4.ts'
import type { Ja4Transport } from './ja4.ts'
import { offeredVersion, tlsVersionName } from './tls-version.ts'

type Shape = Omit<TlsFacts, 'tls_sni'>

interface Remembered {
  hello: ClientHello
  transport: Ja4Transport
  shape: Shape
}

/** A power of two. */
const PLACES = 2048
/**
 * Hellos differ in their random bytes and key shares; what the fingerprints read comes again, and its texts are then shared. One
 * place a hash: what comes rarely is overwritten, whatever a stranger sends.
 */
const remembered = new Array<Remembered | undefined>(PLACES)
/** Sums of what came once: only what comes again is remembered, for what lives long costs the garbage collector most. */
const seenOnce = new Int32Array(PLACES)
/** Absurdly long hellos are not worth the memory. */
const MAX_VALUES = 1000

/** Everything a row says about a ClientHello; texts stay latin1. */
export function tlsFactsOf(hello: ClientHello, transport: Ja4Transport = 't'): TlsFacts {
  const { tls_version, tls_alpn, ja4, ja4_r, ja4_o, ja4_ro, ja3, ja3_hash } = shapeOf(hello, transport)
  return { tls_version, tls_sni: hello.server_name, tls_alpn, ja4, ja4_r, ja4_o, ja4_ro, ja3, ja3_hash }
}

function shapeOf(hello: ClientHello, transport: Ja4Transport): Shape {
  const sum = sumOf(hello)
  const place = (sum ^ (sum >>> 16)) & (PLACES - 1)
  const known = remembered[place]
  if (known?.transport === transport && isSameShape(known.hello, hello)) return known.shape
  const { ja4, ja4_r, ja4_o, ja4_ro } = ja4Of(hello, transport)
  const { ja3, ja3_hash } = ja3Of(hello)
  const tls_version = tlsVersionName(offeredVersion(hello))
  const tls_alpn = hello.alpn === undefined ? '' : hello.alpn.join(',')
  const shape = { tls_version, tls_alpn, ja4, ja4_r, ja4_o, ja4_ro, ja3, ja3_hash }
  if (seenOnce[place] !== sum) seenOnce[place] = sum
  else if (listsOf(hello).every((list) => list.length <= MAX_VALUES)) remembered[place] = { hello, transport, shape }
  return shape
}

/** Every list of numbers that a fingerprint reads. */
function listsOf(hello: ClientHello): (readonly number[])[] {
  const { cipher_suites, extensions, supported_versions, supported_groups, ec_point_formats, signature_algorithms } =
    hello
  return [cipher_suites, extensions, supported_versions, supported_groups, ec_point_formats, signature_algorithms]
}

/** FNV-1a over all values. */
function sumOf(hello: ClientHello): number {
  let sum = hello.legacy_version
  for (const list of listsOf(hello)) for (const value of list) sum = Math.imul(sum ^ value, 0x01000193)
  return sum
}

function isSameShape(one: ClientHello, other: ClientHello): boolean {
  if (one.legacy_version !== other.legacy_version || !isSameList(one.alpn, other.alpn)) return false
  const others = listsOf(other)
  return listsOf(one).every((list, at) => isSameList(list, others[at]))
}

function isSameList(one: readonly unknown[] | undefined, other: readonly unknown[] | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false
  return true
}

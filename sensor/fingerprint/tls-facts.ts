import type { TlsFacts } from '#db/model/request.ts'
import type { ClientHello } from '#sensor/protocol/tls/messages.ts'
import { ja3Of } from './ja3.ts'
import { ja4Of } from './ja4.ts'
import { offeredVersion, tlsVersionName } from './tls-version.ts'

type Shape = Omit<TlsFacts, 'tls_sni'>

const MAX_REMEMBERED = 1024
const MAX_VALUES = 1000
/** Hellos differ in their random bytes and key shares; what the fingerprints read comes again. Shared texts also save memory. */
const remembered = new Map<string, Shape>()

/** Everything a row says about a ClientHello; texts stay latin1. */
export function tlsFactsOf(hello: ClientHello): TlsFacts {
  const { tls_version, ...shape } = shapeOf(hello)
  return { tls_version, tls_sni: hello.server_name, ...shape }
}

function shapeOf(hello: ClientHello): Shape {
  const key = shapeKey(hello)
  const known = key === undefined ? undefined : remembered.get(key)
  if (known !== undefined) return known
  const tls_version = tlsVersionName(offeredVersion(hello))
  const shape = { tls_version, tls_alpn: (hello.alpn ?? []).join(','), ...ja4Of(hello, 't'), ...ja3Of(hello) }
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  if (key !== undefined) remembered.set(key, shape)
  return shape
}

/** Every list that a fingerprint reads, each behind its length, one character a value; none for absurdly long hellos. */
function shapeKey(hello: ClientHello): string | undefined {
  const { cipher_suites, extensions, supported_versions, supported_groups, ec_point_formats, signature_algorithms } =
    hello
  if (cipher_suites.length + extensions.length + supported_groups.length + signature_algorithms.length > MAX_VALUES) {
    return undefined
  }
  const lists = String.fromCharCode(
    hello.legacy_version,
    cipher_suites.length,
    ...cipher_suites,
    extensions.length,
    ...extensions,
    supported_versions.length,
    ...supported_versions,
    supported_groups.length,
    ...supported_groups,
    ec_point_formats.length,
    ...ec_point_formats,
    signature_algorithms.length,
    ...signature_algorithms,
  )
  return hello.alpn === undefined ? lists : `${lists}${hello.alpn.length}\n${hello.alpn.join('\n')}`
}

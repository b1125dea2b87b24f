import { isGrease } from '#sensor/protocol/tls/messages.ts'
import type { ClientHello } from '#sensor/protocol/tls/messages.ts'

/** DTLS counts downwards from 0xfeff. */
const DTLS_LOWEST = 0xfe00
const NAMES = new Map([
  [0x0304, '1.3'],
  [0x0303, '1.2'],
  [0x0302, '1.1'],
  [0x0301, '1.0'],
  [0x0300, 'SSL 3.0'],
  [0x0002, 'SSL 2.0'],
])

/** Highest version in supported_versions, else legacy_version (RFC 8446 section 4.2.1). */
export function offeredVersion(hello: ClientHello): number {
  const versions = hello.supported_versions.filter((version) => !isGrease(version))
  if (versions.length === 0) return hello.legacy_version
  const isDtls = hello.legacy_version >= DTLS_LOWEST
  return versions.reduce((best, version) => (isDtls ? Math.min(best, version) : Math.max(best, version)))
}

/** `1.3`, `1.2`, …; other numbers as hex. */
export function tlsVersionName(version: number): string {
  return NAMES.get(version) ?? `0x${version.toString(16).padStart(4, '0')}`
}

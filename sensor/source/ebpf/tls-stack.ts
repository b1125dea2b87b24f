import { Elf } from './elf.ts'
import { executableOf, mapsOf } from './tls-files.ts'

const LIBRARIES: readonly [RegExp, string][] = [
  [/\/libgnutls\b/, 'GnuTLS'],
  [/\/(?:libnss3|libssl3)\.so/, 'NSS'],
  [/\/libmbedtls\b/, 'Mbed TLS'],
  [/\/libwolfssl\b/, 'wolfSSL'],
  [/\/libs2n\b/, 's2n-tls'],
  [/\/libjvm\b/, 'Java'],
]
/** Words that the libraries leave among a program's constants. */
const WORDS: readonly [string, string][] = [
  ['rustls', 'rustls'],
  ['BoringSSL', 'BoringSSL built into the program'],
  ['GnuTLS', 'GnuTLS built into the program'],
  ['mbedtls_ssl', 'Mbed TLS built into the program'],
  ['wolfSSL', 'wolfSSL built into the program'],
  ['SSL_do_handshake', 'OpenSSL built into the program'],
]
const CONSTANTS_BYTES_MAX = 64 * 1024 * 1024
const PIECE_BYTES = 1024 * 1024
const OVERLAP_BYTES = 32

/** In words, which TLS a process probably uses whose plain bytes are not reached. */
export function tlsStackOf(pid: number): string {
  const maps = mapsOf(pid)
  const library = LIBRARIES.find(([pattern]) => pattern.test(maps))?.[1]
  if (library !== undefined) return `${library}: not read yet`
  const path = executableOf(pid)?.path
  if (path === undefined) return 'the program ended'
  try {
    const elf = new Elf(path)
    try {
      return stackIn(elf)
    } finally {
      elf.close()
    }
  } catch {
    return 'the program could not be read'
  }
}

function stackIn(elf: Elf): string {
  if (elf.sections.some(({ name }) => name === '.go.buildinfo')) return 'Go crypto/tls: no library boundary to read at'
  const found = wordIn(elf)
  return found === undefined
    ? 'no TLS library is known in it: TLS of its own kind, or a plain server that was sent TLS'
    : `${found}: its functions are not exported`
}

function wordIn(elf: Elf): string | undefined {
  const constants = elf.sections.find(({ name }) => name === '.rodata')
  if (constants === undefined) return undefined
  const size = Math.min(constants.size, CONSTANTS_BYTES_MAX)
  for (let at = 0; at < size; at += PIECE_BYTES) {
    const piece = elf.read(constants.offset + at, Math.min(PIECE_BYTES + OVERLAP_BYTES, constants.size - at))
    const found = WORDS.find(([word]) => piece.includes(word))
    if (found !== undefined) return found[1]
  }
  return undefined
}

export interface Ja4Part {
  text: string
  /** What this stretch of the fingerprint says, in words. */
  says: string
}

const TLS_VERSIONS: Record<string, string> = {
  '13': 'TLS 1.3',
  '12': 'TLS 1.2',
  '11': 'TLS 1.1',
  '10': 'TLS 1.0',
  s3: 'SSL 3.0',
  s2: 'SSL 2.0',
}
const TRANSPORTS: Record<string, string> = { t: 'over TCP', q: 'over QUIC', d: 'over DTLS' }
const ALPN_WORDS: Record<string, string> = {
  h1: 'first protocol offered: HTTP/1.1',
  h2: 'first protocol offered: HTTP/2',
  h3: 'first protocol offered: HTTP/3',
  '00': 'no protocol offered: browsers always offer one',
}

const SHAPE = /^([tqd])(1[0-3]|s[23]|00)([di])(\d\d)(\d\d)(..)_([0-9a-f]{12})_([0-9a-f]{12})$/

/** The parts of a JA4 in order, each explained; null when the text is none. */
export function ja4Parts(ja4: string): Ja4Part[] | null {
  const match = SHAPE.exec(ja4)
  if (match === null) return null
  const [
    ,
    transport = '',
    version = '',
    sni = '',
    ciphers = '',
    extensions = '',
    alpn = '',
    cipherHash = '',
    extensionHash = '',
  ] = match
  return [
    { text: transport, says: TRANSPORTS[transport] ?? 'unknown transport' },
    { text: version, says: `${TLS_VERSIONS[version] ?? 'unknown version'} at most` },
    {
      text: sni,
      says: sni === 'd' ? 'names the host it wants (SNI)' : 'names no host (no SNI): it connected to an address',
    },
    { text: ciphers, says: `${Number(ciphers)} cipher suites offered` },
    { text: extensions, says: `${Number(extensions)} extensions` },
    { text: alpn, says: ALPN_WORDS[alpn] ?? `first protocol offered begins and ends with “${alpn}”` },
    { text: cipherHash, says: 'digest of the cipher suites, sorted' },
    { text: extensionHash, says: 'digest of the extensions, sorted, and the signature algorithms' },
  ]
}

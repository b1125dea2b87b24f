/** The parts of a JA4 that comparisons need. */
export interface Ja4 {
  tls: string
  ciphers: number
  extensions: number
  alpn: string
  /** Digest of the cipher suites, sorted: one per family over many versions. */
  cipher_hash: string
}

const SHAPE = /^[tqd](\d\d|s[23])[di](\d\d)(\d\d)(..)_([0-9a-f]{12})_[0-9a-f]{12}$/

/** Null when the text is no JA4. */
export function readJa4(text: string): Ja4 | null {
  const [, tls = '', ciphers = '', extensions = '', alpn = '', cipher_hash = ''] = SHAPE.exec(text) ?? []
  if (cipher_hash === '') return null
  return { tls, ciphers: Number(ciphers), extensions: Number(extensions), alpn, cipher_hash }
}

import { sha256Prefix } from './sha256.ts'

/** Sent or not depending on the visit rather than on the software, so left out: one client keeps one signature. */
const DEPENDS_ON_VISIT = new Set([
  'authorization',
  'cache-control',
  'content-length',
  'content-type',
  'cookie',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'origin',
  'pragma',
  'range',
  'referer',
  'transfer-encoding',
])
const MAX_REMEMBERED = 4096
const remembered = new Map<string, string>()

/**
 * `l<lower>.t<title>.u<upper>.m<mixed>-<hash>`: how many names are written in which case, then a digest of the ordered names,
 * each with its case. Names only, never values.
 */
export function headerOrderSignatureOf(headers: readonly (readonly [string, string])[]): string {
  const names = headers.map(([name]) => name).join('\n')
  const known = remembered.get(names)
  if (known !== undefined) return known
  const signature = names === '' ? '' : signatureOf(headers.map(([name]) => name))
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  if (names.length < 2048) remembered.set(names, signature)
  return signature
}

function signatureOf(names: readonly string[]): string {
  const counts = { l: 0, t: 0, u: 0, m: 0 }
  const ordered: string[] = []
  for (const name of names) {
    const lower = name.toLowerCase()
    if (DEPENDS_ON_VISIT.has(lower)) continue
    const caseClass = caseClassOf(name, lower)
    counts[caseClass] += 1
    ordered.push(`${lower}/${caseClass}`)
  }
  return `l${counts.l}.t${counts.t}.u${counts.u}.m${counts.m}-${sha256Prefix(ordered.join('\n'))}`
}

/** Lower, Title-Case, UPPER, or mixed. */
function caseClassOf(name: string, lower: string): 'l' | 't' | 'u' | 'm' {
  if (name === lower) return 'l'
  if (/^[A-Z][a-z0-9]*(?:[-_][A-Z0-9][a-z0-9]*)*$/.test(name)) return 't'
  return name === name.toUpperCase() ? 'u' : 'm'
}

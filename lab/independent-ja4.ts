import { createHash } from 'node:crypto'
import { mustRun } from './process/run.ts'

/** A ClientHello in the words of tshark's dissector. */
export interface DissectedHello {
  src_ip: string
  src_port: number
  ja4: string
  /** tshark's own. */
  ja3_hash: string
}

const FIELDS = [
  'ip.src',
  'ipv6.src',
  'tcp.srcport',
  'tls.handshake.version',
  'tls.handshake.ciphersuite',
  'tls.handshake.extension.type',
  'tls.handshake.extensions.supported_version',
  'tls.handshake.extensions_alpn_str',
  'tls.handshake.sig_hash_alg',
  'tls.handshake.ja3',
] as const

function numbersOf(text: string | undefined): number[] {
  return (text ?? '').split(',').flatMap((part) => (part === '' ? [] : [Number(part)]))
}

/** GREASE (RFC 8701): 0x0a0a, 0x1a1a … 0xfafa. */
const isGrease = (value: number): boolean => (value & 0xff) === value >> 8 && (value & 0x0f) === 0x0a
const hexOf = (value: number): string => value.toString(16).padStart(4, '0')
const digest = (text: string): string =>
  text === '' ? '0'.repeat(12) : createHash('sha256').update(text).digest('hex').slice(0, 12)
const twoDigits = (count: number): string => String(Math.min(count, 99)).padStart(2, '0')

interface Parts {
  legacy_version: number
  ciphers: number[]
  extensions: number[]
  versions: number[]
  alpn: string
  signatures: number[]
}

/** JA4 of TLS over TCP, written from its public text alone so that it can judge the sensor's. */
function ja4From(parts: Parts): string {
  const ciphers = parts.ciphers.filter((value) => !isGrease(value))
  const extensions = parts.extensions.filter((value) => !isGrease(value))
  const highest = Math.max(...parts.versions.filter((value) => !isGrease(value)), 0) || parts.legacy_version
  const version = { 0x0304: '13', 0x0303: '12', 0x0302: '11', 0x0301: '10' }[highest] ?? '00'
  const sni = extensions.includes(0) ? 'd' : 'i'
  const alpn = parts.alpn === '' ? '00' : `${parts.alpn.slice(0, 1)}${parts.alpn.slice(-1)}`
  const head = `t${version}${sni}${twoDigits(ciphers.length)}${twoDigits(extensions.length)}${alpn}`
  const kept = extensions.filter((value) => value !== 0x0000 && value !== 0x0010).map(hexOf)
  // Chromium sends a GREASE value here too.
  const signatures = parts.signatures
    .filter((value) => !isGrease(value))
    .map(hexOf)
    .join(',')
  const tail = kept.sort().join(',') + (signatures === '' ? '' : `_${signatures}`)
  return `${head}_${digest(ciphers.map(hexOf).sort().join(','))}_${kept.length === 0 ? '0'.repeat(12) : digest(tail)}`
}

/** Every ClientHello of a capture file. */
export async function dissectHellos(file: string): Promise<DissectedHello[]> {
  const wanted = FIELDS.flatMap((field) => ['-e', field])
  const filter = 'tls.handshake.type == 1'
  const text = await mustRun(['tshark', '-r', file, '-Y', filter, '-T', 'fields', '-E', 'aggregator=,', ...wanted])
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [ipv4, ipv6, port, legacy, ciphers, extensions, versions, alpn, signatures, ja3] = line.split('\t')
      const parts = {
        legacy_version: Number(legacy),
        ciphers: numbersOf(ciphers),
        extensions: numbersOf(extensions),
        versions: numbersOf(versions),
        alpn: alpn?.split(',')[0] ?? '',
        signatures: numbersOf(signatures),
      }
      return {
        src_ip: ipv4 === '' ? (ipv6 ?? '') : (ipv4 ?? ''),
        src_port: Number(port),
        ja4: ja4From(parts),
        ja3_hash: ja3 ?? '',
      }
    })
}

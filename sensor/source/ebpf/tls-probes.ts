import type { Elf, ElfFunction } from './elf.ts'
import { findReadEnd } from './tls-read-end.ts'

/** A kernel program and the position in the library's file where it is to be attached. */
export interface TlsProbe {
  program: string
  offset: number
  cookie?: bigint
}

interface TlsProbeOptions {
  /** Also what the library is given to send. */
  responses: boolean
  /** The kernel has cookies for probes, and tells how much a socket took: one probe for each call suffices. */
  oneForEachCall: boolean
}

const NAMES = new Set([
  ...['SSL_read', 'SSL_read_ex', 'SSL_write', 'SSL_write_ex', 'SSL_write_ex2'],
  ...['SSL_do_handshake', 'SSL_free'],
])
/** CET's landing pad: a probe on it costs twenty times one on the `push` that follows. */
const ENDBR64 = 0xfa1e0ff3

function* callsOnX64(code: Buffer, address: number): Generator<number> {
  for (let at = 0; at + 5 <= code.length; at++) if (code[at] === 0xe8) yield address + at + 5 + code.readInt32LE(at + 1)
}

function* callsOnArm64(code: Buffer, address: number): Generator<number> {
  for (let at = 0; at + 4 <= code.length; at += 4) {
    const instruction = code.readUInt32LE(at)
    if (instruction >>> 26 === 0x25) yield address + at + ((instruction << 6) >> 6) * 4
  }
}

/** The unexported functions that an exported one calls. */
type CalleesOf = (name: string) => Set<number>

function calleesIn(elf: Elf, functions: ReadonlyMap<string, ElfFunction>, addresses: ReadonlySet<number>): CalleesOf {
  const calls = process.arch === 'arm64' ? callsOnArm64 : callsOnX64
  return (name) => {
    const caller = functions.get(name)
    if (caller === undefined) return new Set()
    const targets = [...calls(elf.code(caller), caller.address)]
    return new Set(targets.filter((target) => !addresses.has(target) && elf.codeOffset(target) !== null))
  }
}

/** The one unexported function that both exported ones call, unless the other direction calls it too. */
function innerCallee(calleesOf: CalleesOf, names: readonly [string, string], others: readonly string[]): number | null {
  const foreign = new Set(others.flatMap((name) => [...calleesOf(name)]))
  const second = calleesOf(names[1])
  const shared = [...calleesOf(names[0])].filter((target) => second.has(target) && !foreign.has(target))
  const [only] = shared
  return shared.length === 1 && only !== undefined ? only : null
}

function cheapSite(elf: Elf, offset: number): number {
  const code = elf.read(offset, 4)
  return process.arch === 'x64' && code.length === 4 && code.readUInt32LE(0) === ENDBR64 ? offset + 4 : offset
}

/**
 * Where to listen in on a TLS library, or a program that holds one, with OpenSSL's interface. SSL_read and SSL_read_ex
 * share an inner function: one probe covers both, and its first instruction is cheap to probe. Where there is none the
 * exported names are probed. Empty when the file exports no TLS.
 */
export function tlsProbesOf(elf: Elf, { responses, oneForEachCall }: TlsProbeOptions): TlsProbe[] {
  const { functions, addresses } = elf.exports(NAMES)
  if (!functions.has('SSL_read')) return []
  const calleesOf = calleesIn(elf, functions, addresses)
  const inner = (names: readonly [string, string], others: readonly string[]): number | null => {
    const address = innerCallee(calleesOf, names, others)
    return address === null ? null : elf.codeOffset(address)
  }
  const both = (entry: string, end: string, offset: number | null | undefined): TlsProbe[] => {
    if (offset === null || offset === undefined) return []
    const site = cheapSite(elf, offset)
    return [
      { program: end, offset: site },
      { program: entry, offset: site },
    ]
  }
  const exported = (name: string): number | undefined => functions.get(name)?.offset
  const read = inner(['SSL_read', 'SSL_read_ex'], ['SSL_write', 'SSL_write_ex'])
  const readEnd = oneForEachCall ? findReadEnd(elf) : null
  const reads =
    readEnd === null
      ? [
          ...both('on_tls_read_ex', 'on_tls_read_return', read ?? exported('SSL_read_ex')),
          ...(read === null ? both('on_tls_read', 'on_tls_read_return', exported('SSL_read')) : []),
        ]
      : [{ program: 'on_tls_read_end', ...readEnd }]
  const write = inner(['SSL_write', 'SSL_write_ex'], ['SSL_read', 'SSL_read_ex'])
  // Since OpenSSL 3.3 the inner function takes flags before the pointer to the length.
  const writeProgram = functions.has('SSL_write_ex2') ? 'on_tls_write_flags' : 'on_tls_write_ex'
  const writes =
    write === null
      ? [
          ...both('on_tls_write_ex', 'on_tls_write_return', exported('SSL_write_ex')),
          ...both('on_tls_write', 'on_tls_write_return', exported('SSL_write')),
        ]
      : both(writeProgram, 'on_tls_write_return', write)
  return [
    ...both('on_tls_handshake', 'on_tls_handshake_return', exported('SSL_do_handshake')),
    ...both('on_tls_free', 'on_tls_free', exported('SSL_free')).slice(1),
    ...reads,
    ...(responses ? (oneForEachCall ? onlyBeginnings(writes) : writes) : []),
  ]
}

/** Where writes begin, by the one program that needs no more. */
function onlyBeginnings(writes: readonly TlsProbe[]): TlsProbe[] {
  const offsets = new Set(writes.map(({ offset }) => offset))
  return [...offsets].map((offset) => ({ program: 'on_tls_write_begin', offset }))
}

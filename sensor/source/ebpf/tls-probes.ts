import type { Elf, ElfFunction } from './elf.ts'

/** A kernel program and the position in the library's file where it is to be attached. */
export interface TlsProbe {
  program: string
  offset: number
}

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

function calleesOf(elf: Elf, name: string): Set<number> {
  const caller = elf.functions.get(name)
  if (caller === undefined) return new Set()
  const calls = process.arch === 'arm64' ? callsOnArm64 : callsOnX64
  const exported = new Set([...elf.functions.values()].map(({ address }) => address))
  const targets = [...calls(elf.code(caller), caller.address)]
  return new Set(targets.filter((target) => !exported.has(target) && elf.codeOffset(target) !== null))
}

/** The one unexported function that both exported ones call, unless the other direction calls it too. */
function innerCallee(elf: Elf, names: readonly [string, string], others: readonly string[]): number | null {
  const foreign = new Set(others.flatMap((name) => [...calleesOf(elf, name)]))
  const second = calleesOf(elf, names[1])
  const shared = [...calleesOf(elf, names[0])].filter((target) => second.has(target) && !foreign.has(target))
  const [only] = shared
  return shared.length === 1 && only !== undefined ? elf.codeOffset(only) : null
}

function cheapSite(elf: Elf, offset: number): number {
  const code = elf.code({ address: 0, offset, size: 4 })
  return process.arch === 'x64' && code.length === 4 && code.readUInt32LE(0) === ENDBR64 ? offset + 4 : offset
}

/**
 * Where to listen in on a TLS library with OpenSSL's interface. SSL_read and SSL_read_ex share an inner function: one
 * probe covers both, and its first instruction is cheap to probe. Libraries without it are probed at the exported names.
 */
export function tlsProbesOf(elf: Elf, responses: boolean): TlsProbe[] {
  const at = (program: string, place: ElfFunction | number | null | undefined): TlsProbe[] => {
    if (place === null || place === undefined) return []
    return [{ program, offset: cheapSite(elf, typeof place === 'number' ? place : place.offset) }]
  }
  const exported = (name: string): ElfFunction | undefined => elf.functions.get(name)
  const read = innerCallee(elf, ['SSL_read', 'SSL_read_ex'], ['SSL_write', 'SSL_write_ex'])
  const write = innerCallee(elf, ['SSL_write', 'SSL_write_ex'], ['SSL_read', 'SSL_read_ex'])
  // Since OpenSSL 3.3 the inner function takes flags before the pointer to the length.
  const writeProgram = exported('SSL_write_ex2') === undefined ? 'on_tls_write_ex' : 'on_tls_write_flags'
  const both = (entry: string, end: string, place: ElfFunction | number | null | undefined): TlsProbe[] => [
    ...at(end, place),
    ...at(entry, place),
  ]
  return [
    ...both('on_tls_handshake', 'on_tls_handshake_return', exported('SSL_do_handshake')),
    ...at('on_tls_free', exported('SSL_free')),
    ...both('on_tls_read_ex', 'on_tls_read_return', read ?? exported('SSL_read_ex')),
    ...(read === null ? both('on_tls_read', 'on_tls_read_return', exported('SSL_read')) : []),
    ...(responses
      ? both(
          write === null ? 'on_tls_write_ex' : writeProgram,
          'on_tls_write_return',
          write ?? exported('SSL_write_ex'),
        )
      : []),
    ...(responses && write === null ? both('on_tls_write', 'on_tls_write_return', exported('SSL_write')) : []),
  ]
}

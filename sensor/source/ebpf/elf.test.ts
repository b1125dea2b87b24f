import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { Elf } from './elf.ts'
import { systemTlsLibraries } from './tls-files.ts'
import { tlsProbesOf } from './tls-probes.ts'

const folder = mkdtempSync(join(tmpdir(), 'vigie-elf-'))
const library = systemTlsLibraries()[0]?.path

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function programsIn(path: string, oneForEachCall = true): string[] {
  const elf = new Elf(path)
  try {
    return tlsProbesOf(elf, { responses: true, oneForEachCall }).map(({ program }) => program)
  } finally {
    elf.close()
  }
}

describe('an ELF file', () => {
  it('that exports no TLS is not probed', () => {
    expect(programsIn('/usr/bin/openssl')).toEqual([])
  })

  it('that exports it is, library or program', () => {
    const files = [library ?? '', process.execPath]
    for (const programs of files.flatMap((path) => [programsIn(path), programsIn(path, false)])) {
      expect(programs).toContain('on_tls_free')
      expect(programs.some((name) => name.startsWith('on_tls_read'))).toBe(true)
      expect(programs.some((name) => name.startsWith('on_tls_write'))).toBe(true)
    }
  })

  it('that is none is refused', () => {
    const path = join(folder, 'text')
    writeFileSync(path, '#!/bin/sh\n')
    expect(() => new Elf(path)).toThrow('not a 64-bit ELF file')
  })

  it('that lies is read in bounded time, or refused', () => {
    const original = readFileSync(library ?? '')
    const sections = Number(original.readBigUInt64LE(0x28))
    const path = join(folder, 'liar')
    const place = fc.oneof(fc.integer({ min: 16, max: 63 }), fc.integer({ min: sections, max: original.length - 1 }))
    const lies = fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(lies, (changes) => {
        const bytes = Buffer.from(original)
        for (const [at, value] of changes) bytes[at] = value
        writeFileSync(path, bytes)
        try {
          programsIn(path)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
      { numRuns: 60, interruptAfterTimeLimit: 8000, markInterruptAsFailure: true },
    )
  })
})

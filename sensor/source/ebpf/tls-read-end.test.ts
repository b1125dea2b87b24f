import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Elf } from './elf.ts'
import { findReadEnd } from './tls-read-end.ts'

const [TEXT_AT, NAMES] = [0x40, '\0.text\0.shstrtab\0']
/** ssl3_read_internal as gcc 12 made it: object in rbx, buffer in rbp, pointer to the length in r14, `peek` in r13d. */
const CALL = Buffer.from('4889e9be170000004589e94d89e031d24889df4156ff5068595e83f8ff742b', 'hex')

/** An ELF file with nothing but these instructions. */
function elfWith(code: Buffer): Buffer {
  const names = Buffer.from(NAMES, 'latin1')
  const table = TEXT_AT + code.length + names.length
  const header = Buffer.alloc(TEXT_AT)
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(header)
  header.writeBigUInt64LE(BigInt(table), 0x28)
  header.writeUInt16LE(3, 0x3c)
  header.writeUInt16LE(2, 0x3e)
  const section = (name: number, offset: number, size: number): Buffer => {
    const bytes = Buffer.alloc(64)
    bytes.writeUInt32LE(name, 0)
    bytes.writeBigUInt64LE(BigInt(offset), 24)
    bytes.writeBigUInt64LE(BigInt(size), 32)
    return bytes
  }
  const sections = [section(0, 0, 0), section(1, TEXT_AT, code.length), section(7, TEXT_AT + code.length, names.length)]
  return Buffer.concat([header, code, names, ...sections])
}

describe.skipIf(process.arch !== 'x64')('where a read ends', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-elf-'))
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  function found(code: Buffer): ReturnType<typeof findReadEnd> {
    const path = join(folder, 'library.so')
    writeFileSync(path, elfWith(code))
    const elf = new Elf(path)
    try {
      return findReadEnd(elf)
    } finally {
      elf.close()
    }
  }

  it('is the jump after the comparison, and the cookie names the registers', () => {
    const before = Buffer.alloc(100, 0x90)
    expect(found(Buffer.concat([before, CALL]))).toEqual({
      offset: TEXT_AT + before.length + CALL.length - 2,
      cookie: 0b011_100_001_000n,
    })
  })

  it('is not guessed: another comparison, a register that does not survive the call, or two such places give none', () => {
    const before = Buffer.alloc(100, 0x90)
    const otherResult = Buffer.from(CALL)
    otherResult[CALL.length - 3] = 0
    // The object in rax.
    const lost = Buffer.from(CALL.toString('hex').replace('4889df', '4889c7'), 'hex')
    for (const code of [otherResult, lost, Buffer.concat([CALL, before, CALL])])
      expect(found(Buffer.concat([before, code]))).toBeNull()
  })

  const installed = '/usr/lib/x86_64-linux-gnu/libssl.so.3'
  it.skipIf(!existsSync(installed))('is found in the installed OpenSSL', () => {
    const elf = new Elf(installed)
    const site = findReadEnd(elf)
    expect(elf.read(site?.offset ?? 0, 1)[0]).toSatisfy((byte: number) => [0x74, 0x75, 0x0f].includes(byte))
    elf.close()
  })
})

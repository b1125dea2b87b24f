import { createReadStream, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { writeDurably } from './write-durably.ts'

/** Tar's unit (POSIX.1-1988 ustar). */
export const BLOCK = 512

/** One plain tar of the named files, in this order, as every tar program reads it. */
export async function packTar(directory: string, names: readonly string[], to: string): Promise<void> {
  await writeDurably(to, Readable.from(blocksOf(directory, names)))
}

async function* blocksOf(directory: string, names: readonly string[]): AsyncGenerator<Buffer> {
  for (const name of names) {
    const { size } = statSync(join(directory, name))
    yield headerOf(name, size)
    for await (const chunk of createReadStream(join(directory, name))) yield Buffer.from(chunk)
    yield Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)
  }
  yield Buffer.alloc(2 * BLOCK)
}

function headerOf(name: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0, 100)
  header.write('0000644\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write(`${'0'.repeat(11)}\0`, 136)
  header.write(' '.repeat(8), 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

import { open, type FileHandle } from 'node:fs/promises'
import { BLOCK } from './pack-tar.ts'

/** Where a file's bytes lie in the tar. */
export interface Entry {
  start: number
  bytes: number
}

/** The files of a plain tar by name; null when it is none, or is cut short. */
export async function readTar(path: string): Promise<Map<string, Entry> | null> {
  const file = await open(path, 'r')
  try {
    return await entriesOf(file, (await file.stat()).size)
  } finally {
    await file.close()
  }
}

async function entriesOf(file: FileHandle, size: number): Promise<Map<string, Entry> | null> {
  const entries = new Map<string, Entry>()
  const header = Buffer.alloc(BLOCK)
  for (let at = 0; at + BLOCK <= size;) {
    await file.read(header, 0, BLOCK, at)
    if (header.every((byte) => byte === 0)) return entries
    const bytes = Number.parseInt(textAt(header, 124, 12), 8)
    if (textAt(header, 257, 5) !== 'ustar' || Number.isNaN(bytes)) return null
    entries.set(textAt(header, 0, 100), { start: at + BLOCK, bytes })
    at += BLOCK + Math.ceil(bytes / BLOCK) * BLOCK
  }
  return null
}

function textAt(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.toString('latin1', 0, end === -1 ? length : end)
}

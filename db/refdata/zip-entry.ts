import { open, type FileHandle } from 'node:fs/promises'
import { Refusal } from './refusal.ts'

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
/** An archive's end record with the longest comment that may follow it. */
const END_BYTES = 22 + 65_535

/** Where the bytes of an archive's first file lie (PKWARE APPNOTE 4.3); archives over 4 GB are not meant. */
export async function findZipEntry(file: string): Promise<{ start: number; end: number; stored: boolean }> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const tail = await readAt(handle, Math.max(0, size - END_BYTES), Math.min(size, END_BYTES))
    const at = tail.lastIndexOf(uint32(END))
    if (at < 0 || at + 22 > tail.length) throw new Refusal('the archive is cut short')
    const central = await readAt(handle, tail.readUInt32LE(at + 16), 46)
    if (central.readUInt32LE(0) !== CENTRAL) throw new Refusal('the archive is damaged')
    const method = central.readUInt16LE(10)
    const packed_bytes = central.readUInt32LE(20)
    const local_at = central.readUInt32LE(42)
    const local = await readAt(handle, local_at, 30)
    if (local.readUInt32LE(0) !== LOCAL) throw new Refusal('the archive is damaged')
    if (method !== 0 && method !== 8) throw new Refusal(`the archive is packed by method ${method}`)
    const start = local_at + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
    if (start + packed_bytes > size || packed_bytes === 0) throw new Refusal('the archive is cut short')
    return { start, end: start + packed_bytes - 1, stored: method === 0 }
  } finally {
    await handle.close()
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  if (bytesRead < length) throw new Refusal('the archive is cut short')
  return buffer
}

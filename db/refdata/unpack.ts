import { createReadStream, type ReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Transform } from 'node:stream'
import { createGunzip, createInflateRaw } from 'node:zlib'
import { Refusal } from './refusal.ts'
import { findZipEntry } from './zip-entry.ts'

/** The text of a downloaded file, packed or not, piece by piece; refuses what is no text and what swells too far. */
export async function* textOf(file: string, limits: { max_unpacked_bytes: number }): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  let begun = false
  for await (const chunk of unpacked(file)) {
    bytes += chunk.length
    if (bytes > limits.max_unpacked_bytes) {
      throw new Refusal(`it unpacks to more than ${limits.max_unpacked_bytes} bytes`)
    }
    const text = decode(decoder, chunk)
    if (!begun && text.trim() !== '') {
      begun = true
      if (text.trimStart().startsWith('<')) throw new Refusal('it is a web page, not a list')
    }
    yield text
  }
  yield decode(decoder, undefined)
}

function decode(decoder: TextDecoder, chunk: Buffer | undefined): string {
  let text: string
  try {
    text = decoder.decode(chunk, { stream: chunk !== undefined })
  } catch {
    throw new Refusal('it is not text (UTF-8)')
  }
  if (text.includes('\0')) throw new Refusal('it is not text')
  return text
}

async function* unpacked(file: string): AsyncGenerator<Buffer> {
  const stream = await unpackedStream(file)
  try {
    for await (const chunk of stream) yield Buffer.from(chunk)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code.startsWith('Z_')) throw new Refusal(`it cannot be unpacked: ${reasonOf(error)}`, { cause: error })
    throw error
  } finally {
    stream.destroy()
  }
}

async function unpackedStream(file: string) {
  const magic = await firstBytes(file)
  if (magic === '1f8b') return piped(createReadStream(file), createGunzip())
  if (magic !== '504b') return createReadStream(file)
  const { start, end, stored } = await findZipEntry(file)
  const raw = createReadStream(file, { start, end })
  return stored ? raw : piped(raw, createInflateRaw())
}

/** An error while reading must end the unpacking too. */
function piped(from: ReadStream, into: Transform) {
  from.on('error', (error) => into.destroy(error))
  into.on('close', () => from.destroy())
  return from.pipe(into)
}

async function firstBytes(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return buffer.subarray(0, bytesRead).toString('hex')
  } finally {
    await handle.close()
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

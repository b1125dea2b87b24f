import { open, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'

/** The file appears whole under its name or not at all, also when the power goes. */
export async function writeDurably(path: string, content: string | Readable): Promise<void> {
  const draft = `${path}.draft`
  const file = await open(draft, 'w')
  try {
    await writeFile(file, content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  await syncDirectory(dirname(path))
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

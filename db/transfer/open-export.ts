import { createHash } from 'node:crypto'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { MANIFEST, Manifest, type Part } from './manifest.ts'
import { readTar } from './read-tar.ts'
import { Refused } from './refused.ts'

/** An export on disk whose manifest was read. */
export interface OpenExport {
  manifest: Manifest
  /** Bytes of a part, from its start. */
  open: (part: Part) => Readable
  /** Throws unless the part is there with the size and the checksum that the manifest tells. */
  check: (part: Part) => Promise<void>
}

type Place = { path: string; start: number; bytes: number } | null

/** Opens a directory or a tar; anything else is refused by name. */
export async function openExport(from: string): Promise<OpenExport> {
  const placeOf = await filesIn(from)
  const place = placeOf(MANIFEST)
  if (place === null) {
    const unfinished = placeOf('export.ndjson') !== null
    throw new Refused(
      unfinished
        ? `${from} is an unfinished export: the same export command finishes it.`
        : `${from} is not an export of Vigie: it has no ${MANIFEST}.`,
    )
  }
  const manifest = parseManifest(from, await text(bytesAt(place)))
  const open = (part: Part): Readable => {
    const found = placeOf(part.name)
    if (found === null) throw new Refused(`${part.name} is missing in ${from}.`)
    return bytesAt(found)
  }
  const check = async (part: Part): Promise<void> => {
    const hash = createHash('sha256')
    await pipeline(open(part), hash)
    if (hash.digest('hex') !== part.sha256)
      throw new Refused(`${part.name} in ${from} is damaged: its checksum differs.`)
  }
  return { manifest, open, check }
}

async function filesIn(from: string): Promise<(name: string) => Place> {
  if (!existsSync(from)) throw new Refused(`There is no ${from}.`)
  if (statSync(from).isDirectory()) {
    return (name) => {
      const path = join(from, name)
      return existsSync(path) ? { path, start: 0, bytes: statSync(path).size } : null
    }
  }
  const entries = await readTar(from)
  if (entries === null) throw new Refused(`${from} is neither a directory nor a whole tar file.`)
  return (name) => {
    const entry = entries.get(name)
    return entry === undefined ? null : { path: from, ...entry }
  }
}

function bytesAt({ path, start, bytes }: NonNullable<Place>): Readable {
  return createReadStream(path, { start, end: Math.max(start, start + bytes - 1) })
}

function parseManifest(from: string, content: string): Manifest {
  const parsed = Manifest.safeParse(jsonOf(content))
  if (!parsed.success) throw new Refused(`${from}: ${MANIFEST} is not one: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}

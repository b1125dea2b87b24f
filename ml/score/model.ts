import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hasCode } from '#db/state-directory.ts'
import { FEATURE_NAMES } from '../features.ts'
import { VOICE_NAMES, type VoiceName } from '../train/voice.ts'
import { Manifest, type ModelFile } from './manifest.ts'

interface VoiceFiles {
  onnx: Uint8Array
  parts: Uint8Array | null
}

/** A model that passed every check; the bytes are those that were checked. */
export interface Model {
  manifest: Manifest
  voices: Partial<Record<VoiceName, VoiceFiles>>
}

/** The model lies there but must not score. */
export class ModelRefused extends Error {}

/** Loads a package's manifest and voices, or refuses with the reason; undefined when there is no model. */
export async function loadModel(directory: string): Promise<Model | undefined> {
  const manifest = await readManifest(directory)
  if (manifest === undefined) return undefined
  const voices: Model['voices'] = {}
  for (const voice of VOICE_NAMES) {
    const told = manifest.voices[voice]
    if (told === undefined) continue
    const onnx = await readChecked(directory, told.onnx, manifest)
    refuseOtherOrder(manifest, told.onnx.file, onnx)
    voices[voice] = { onnx, parts: told.parts === null ? null : await readChecked(directory, told.parts, manifest) }
  }
  return { manifest, voices }
}

/** The manifest alone; refused like the model when it cannot be read or names other features. */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const text = await readIfThere(join(directory, 'manifest.json'))
  if (text === undefined) return undefined
  const json = parseJson(text.toString('utf8'))
  const former = Former.safeParse(json)
  if (former.success) {
    throw new ModelRefused(
      `${former.data.model_version} has the format of an earlier version, with one voice; train again: npm run -s ml -- train`,
    )
  }
  const parsed = Manifest.safeParse(json)
  if (!parsed.success) throw new ModelRefused(`${directory}: manifest.json: ${z.prettifyError(parsed.error)}`)
  refuseUnknownFeatures(parsed.data)
  return parsed.data
}

const Former = z.object({ format: z.literal(1), model_version: z.string() })

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function readChecked(
  directory: string,
  { file, sha256 }: ModelFile,
  { model_version }: Manifest,
): Promise<Buffer> {
  const bytes = await readIfThere(join(directory, file))
  if (bytes === undefined) throw new ModelRefused(`${model_version}: ${file} is missing`)
  if (sha256Of(bytes) !== sha256) {
    throw new ModelRefused(`${model_version}: ${file} is not the file that the manifest names (sha256 differs)`)
  }
  return bytes
}

/** A model chooses among the features; each must be one that the store yields. */
function refuseUnknownFeatures({ model_version, feature_names }: Manifest): void {
  const unknown = feature_names.find((name) => !FEATURE_NAMES.includes(name))
  if (unknown !== undefined) {
    throw new ModelRefused(`${model_version}: it wants ${unknown}, which this version does not have`)
  }
  const twice = feature_names.find((name, at) => feature_names.indexOf(name) !== at)
  if (twice !== undefined) throw new ModelRefused(`${model_version}: it names ${twice} twice`)
}

/** A voice's file carries the names it was trained with, in its columns' order. */
function refuseOtherOrder({ model_version, feature_names }: Manifest, file: string, bytes: Buffer): void {
  if (!bytes.includes(JSON.stringify(feature_names))) {
    throw new ModelRefused(
      `${model_version}: ${file} was trained on other features, or in another order, than the manifest names`,
    )
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(/* turbopackIgnore: true */ path)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

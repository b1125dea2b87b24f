import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hasCode } from '#db/state-directory.ts'
import { FEATURE_NAMES } from '../features.ts'
import { Manifest } from './manifest.ts'

/** A model that passed every check; `bytes` are those that were checked. */
export interface Model {
  manifest: Manifest
  bytes: Uint8Array
}

/** The model lies there but must not score. */
export class ModelRefused extends Error {}

/** Loads `model.onnx` and `manifest.json` of a folder, or refuses with the reason; undefined when there is no model. */
export async function loadModel(directory: string): Promise<Model | undefined> {
  const manifest = await readManifest(directory)
  if (manifest === undefined) return undefined
  const bytes = await readIfThere(join(directory, 'model.onnx'))
  if (bytes === undefined) throw new ModelRefused(`${manifest.model_version}: model.onnx is missing`)
  if (sha256Of(bytes) !== manifest.sha256) {
    throw new ModelRefused(
      `${manifest.model_version}: model.onnx is not the file that the manifest names (sha256 differs)`,
    )
  }
  return { manifest, bytes }
}

/** The manifest alone; refused like the model when it cannot be read or names other features. */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const text = await readIfThere(join(directory, 'manifest.json'))
  if (text === undefined) return undefined
  const parsed = Manifest.safeParse(parseJson(text.toString('utf8')))
  if (!parsed.success) throw new ModelRefused(`${directory}: manifest.json: ${z.prettifyError(parsed.error)}`)
  refuseOtherFeatures(parsed.data)
  return parsed.data
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function refuseOtherFeatures({ model_version, feature_names }: Manifest): void {
  const expected: readonly string[] = FEATURE_NAMES
  if (feature_names.length !== expected.length) {
    throw new ModelRefused(
      `${model_version}: it wants ${feature_names.length} features, this version has ${expected.length}`,
    )
  }
  const at = expected.findIndex((name, index) => feature_names[index] !== name)
  if (at >= 0) {
    throw new ModelRefused(
      `${model_version}: its feature ${at + 1} is ${feature_names[at] ?? ''}, not ${expected[at] ?? ''}`,
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

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hasCode } from '#db/state-directory.ts'
import { FEATURE_NAMES } from '../features.ts'
import { Manifest } from './old-manifest.ts'

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
  refuseOtherOrder(manifest, bytes)
  return { manifest, bytes }
}

/** The manifest alone; refused like the model when it cannot be read or names other features. */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const text = await readIfThere(join(directory, 'manifest.json'))
  if (text === undefined) return undefined
  const parsed = Manifest.safeParse(parseJson(text.toString('utf8')))
  if (!parsed.success) throw new ModelRefused(`${directory}: manifest.json: ${z.prettifyError(parsed.error)}`)
  refuseUnknownFeatures(parsed.data)
  return parsed.data
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
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

/** The model file carries the names it was trained with, in its columns' order. */
function refuseOtherOrder({ model_version, feature_names }: Manifest, bytes: Buffer): void {
  if (!bytes.includes(JSON.stringify(feature_names))) {
    throw new ModelRefused(
      `${model_version}: model.onnx was trained on other features, or in another order, than the manifest names`,
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

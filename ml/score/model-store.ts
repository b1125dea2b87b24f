import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode, statePath } from '#db/state-directory.ts'
import { projectRoot } from '../project-root.ts'
import { type Manifest, ModelName } from './manifest.ts'
import { loadModel, type Model, ModelRefused, readManifest } from './model.ts'

const MODEL_VERSION = /^[a-z0-9-]+$/

/** The model that scores now, and what was wrong with a better one. */
export interface CurrentModel {
  model: Model | undefined
  problem: string
}

export function bundledDirectory(model_name: ModelName): string {
  return join(projectRoot(), 'ml', 'bundled', model_name)
}

/** Undefined for what cannot be the name of a model. */
export function modelDirectory(model_version: string): string | undefined {
  return MODEL_VERSION.test(model_version) ? statePath('models', model_version) : undefined
}

/** The file that names the site's model of this name. */
export function pointerPath(model_name: ModelName): string {
  return statePath('models', `current.${model_name}`)
}

/** The site's own model of that name; where there is none, or it is refused, the bundled one. */
export async function currentModel(model_name: ModelName): Promise<CurrentModel> {
  const problems: string[] = []
  for (const directory of [await siteDirectory(model_name), bundledDirectory(model_name)]) {
    if (directory === undefined) continue
    try {
      const model = await loadModel(directory)
      if (model !== undefined) return { model, problem: problems.join(' ') }
    } catch (error) {
      if (!(error instanceof ModelRefused)) throw error
      problems.push(`Model refused: ${error.message}.`)
    }
  }
  return { model: undefined, problem: problems.join(' ') }
}

/** The manifest of the model that gave a score; undefined when it is gone, or its features are not today's. */
export async function manifestOf(model_version: string): Promise<Manifest | undefined> {
  for (const directory of [modelDirectory(model_version), ...ModelName.options.map(bundledDirectory)]) {
    if (directory === undefined) continue
    try {
      const manifest = await readManifest(directory)
      if (manifest?.model_version === model_version) return manifest
    } catch (error) {
      if (!(error instanceof ModelRefused)) throw error
    }
  }
  return undefined
}

/** Where the site's model of that name lies; one that an earlier version trained is found, to be refused with the reason. */
export async function siteDirectory(model_name: ModelName): Promise<string | undefined> {
  const model_version =
    (await readPointer(pointerPath(model_name))) ?? (await readPointer(statePath('models', 'current')))
  return model_version === undefined ? undefined : modelDirectory(model_version)
}

async function readPointer(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

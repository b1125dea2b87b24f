import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode, statePath } from '#db/state-directory.ts'
import { projectRoot } from '../project-root.ts'
import type { Manifest } from './old-manifest.ts'
import { loadModel, type Model, ModelRefused, readManifest } from './model.ts'

const MODEL_VERSION = /^[a-z0-9-]+$/

/** The model that scores now, and what was wrong with a better one. */
export interface CurrentModel {
  model: Model | undefined
  problem: string
}

export function bundledDirectory(): string {
  return join(projectRoot(), 'ml', 'bundled')
}

/** The site's own model; where there is none, or it is refused, the bundled one. */
export async function currentModel(): Promise<CurrentModel> {
  const problems: string[] = []
  for (const directory of [await siteDirectory(), bundledDirectory()]) {
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
  if (!MODEL_VERSION.test(model_version)) return undefined
  for (const directory of [statePath('models', model_version), bundledDirectory()]) {
    try {
      const manifest = await readManifest(directory)
      if (manifest?.model_version === model_version) return manifest
    } catch (error) {
      if (!(error instanceof ModelRefused)) throw error
    }
  }
  return undefined
}

/** Writes the two files of a model where nobody reads them yet, then puts them in place in one step. */
export async function storeModel(directory: string, { manifest, bytes }: Model): Promise<void> {
  const draft = `${directory}.draft-${process.pid}`
  await mkdir(draft, { recursive: true, mode: 0o700 })
  await writeFile(join(draft, 'model.onnx'), bytes)
  await writeFile(join(draft, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await rm(directory, { recursive: true, force: true })
  await rename(draft, directory)
}

/** From now on this model of the site scores. */
export async function promoteModel(model_version: string): Promise<void> {
  const pointer = statePath('models', 'current')
  const draft = `${pointer}.${process.pid}`
  await writeFile(draft, `${model_version}\n`, { mode: 0o600 })
  await rename(draft, pointer)
}

async function siteDirectory(): Promise<string | undefined> {
  try {
    const model_version = (await readFile(statePath('models', 'current'), 'utf8')).trim()
    return MODEL_VERSION.test(model_version) ? statePath('models', model_version) : undefined
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

import { readdir } from 'node:fs/promises'
import { hasCode, statePath } from '#db/state-directory.ts'
import { type Manifest, ModelName } from './manifest.ts'
import { ModelRefused, readManifest } from './model.ts'
import { bundledDirectory, modelDirectory, siteDirectory } from './model-store.ts'

/** A model of the site or of the product as it lies there. */
export interface ListedModel {
  directory: string
  /** Undefined when it is refused. */
  manifest: Manifest | undefined
  /** It scores now. */
  current: boolean
  /** Why it cannot be used; empty otherwise. */
  problem: string
}

/** The newest first; those that come with the product last. Only manifests are read. */
export async function listModels(): Promise<ListedModel[]> {
  const pointed = await Promise.all(ModelName.options.map(siteDirectory))
  const own = (await modelNames()).flatMap((name) => modelDirectory(name) ?? [])
  const listed: ListedModel[] = []
  for (const directory of own) {
    const model = await describe(directory)
    if (model !== undefined)
      listed.push({ ...model, current: model.manifest !== undefined && pointed.includes(directory) })
  }
  for (const model_name of ModelName.options) {
    const model = await describe(bundledDirectory(model_name))
    const replaced = listed.some(({ current, manifest }) => current && manifest?.model_name === model_name)
    if (model !== undefined) listed.push({ ...model, current: !replaced })
  }
  return listed.sort((a, b) => rankOf(b).localeCompare(rankOf(a)))
}

async function modelNames(): Promise<string[]> {
  try {
    return await readdir(statePath('models'))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

async function describe(directory: string): Promise<Omit<ListedModel, 'current'> | undefined> {
  try {
    const manifest = await readManifest(directory)
    return manifest && { directory, manifest, problem: '' }
  } catch (error) {
    if (error instanceof ModelRefused) return { directory, manifest: undefined, problem: error.message }
    throw error
  }
}

function rankOf({ manifest }: ListedModel): string {
  return `${manifest?.origin === 'bundled' ? '0' : '1'} ${manifest?.trained_at ?? ''}`
}

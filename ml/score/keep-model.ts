import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Conflict, NotFound } from '#db/model/errors.ts'
import type { Label } from '../labels/label.ts'
import { listModels } from './list-models.ts'
import { ModelName } from './manifest.ts'
import { loadModel, type Model, ModelRefused } from './model.ts'
import { modelDirectory, pointerPath } from './model-store.ts'

/** Of each name. */
const MODELS_KEPT = 10

/** Writes a package where nobody reads it yet, then puts it in place in one step. */
export async function storeModel(
  directory: string,
  { manifest, voices }: Model,
  labels: readonly Label[],
): Promise<void> {
  const draft = `${directory}.draft-${process.pid}`
  await mkdir(draft, { recursive: true, mode: 0o700 })
  for (const [voice, { onnx, parts }] of Object.entries(voices)) {
    await writeFile(join(draft, `${voice}.onnx`), onnx)
    if (parts !== null) await writeFile(join(draft, `${voice}.parts`), parts)
  }
  await writeFile(join(draft, 'labels.ndjson'), labels.map((label) => `${JSON.stringify(label)}\n`).join(''))
  await writeFile(join(draft, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await rm(directory, { recursive: true, force: true })
  await rename(draft, directory)
}

/** From now on this model scores, a newer or an older one than now, or the one that comes with the product. Refuses what did not pass its validation. */
export async function promoteModel(model_version: string): Promise<Model> {
  const listed = (await listModels()).find(({ manifest }) => manifest?.model_version === model_version)
  const model = await loadOrRefuse(listed?.directory ?? modelDirectory(model_version))
  if (model === undefined) throw new NotFound(`There is no model ${model_version}.`)
  const { gate, model_name, origin } = model.manifest
  if (!gate.passed) throw new Conflict(`Not promoted: ${gate.reason}.`)
  const pointer = pointerPath(model_name)
  if (origin === 'bundled') {
    // Without a pointer what comes with the product scores.
    await rm(pointer, { force: true })
    return model
  }
  const draft = `${pointer}.${process.pid}`
  await writeFile(draft, `${model_version}\n`, { mode: 0o600 })
  await rename(draft, pointer)
  return model
}

/** Removes the site's models but the last ten of each name and those that score. Returns the versions that went. */
export async function pruneModels(): Promise<string[]> {
  const own = (await listModels()).filter(({ manifest }) => manifest?.origin === 'site')
  const removed: string[] = []
  for (const model_name of ModelName.options) {
    const those = own.filter(({ manifest }) => manifest?.model_name === model_name)
    for (const { directory, manifest, current } of those.slice(MODELS_KEPT)) {
      if (current || manifest === undefined) continue
      await rm(directory, { recursive: true, force: true })
      removed.push(manifest.model_version)
    }
  }
  return removed
}

async function loadOrRefuse(directory: string | undefined): Promise<Model | undefined> {
  if (directory === undefined) return undefined
  try {
    return await loadModel(directory)
  } catch (error) {
    if (error instanceof ModelRefused) throw new Conflict(`Not promoted: ${error.message}.`)
    throw error
  }
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelName } from '#ml/score/manifest.ts'
import { loadModel } from '#ml/score/model.ts'
import { openModel, type OpenModel } from '#ml/score/open-model.ts'

/** The model of that name that a state directory's training has promoted, ready to score. */
export async function openTrained(state_directory: string, model_name: ModelName): Promise<OpenModel> {
  const version = readFileSync(join(state_directory, 'models', `current.${model_name}`), 'utf8').trim()
  return openDirectory(join(state_directory, 'models', version))
}

/** The newest one, also where the gate rejected it. */
export async function openNewest(state_directory: string, model_name: ModelName): Promise<OpenModel> {
  const models = join(state_directory, 'models')
  const [newest] = readdirSync(models)
    .filter((name) => name.startsWith(`${model_name}-`))
    .sort()
    .reverse()
  if (newest === undefined) throw new Error(`${models} holds no ${model_name}`)
  return openDirectory(join(models, newest))
}

async function openDirectory(directory: string): Promise<OpenModel> {
  const model = await loadModel(directory)
  if (model === undefined) throw new Error(`${directory} holds no model`)
  return openModel(model)
}

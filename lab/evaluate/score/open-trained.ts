import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelName } from '#ml/score/manifest.ts'
import { loadModel } from '#ml/score/model.ts'
import { openModel, type OpenModel } from '#ml/score/open-model.ts'

/** The model of that name that a state directory's training has promoted, ready to score. */
export async function openTrained(state_directory: string, model_name: ModelName): Promise<OpenModel> {
  const version = readFileSync(join(state_directory, 'models', `current.${model_name}`), 'utf8').trim()
  return openDirectory(join(state_directory, 'models', version))
}

async function openDirectory(directory: string): Promise<OpenModel> {
  const model = await loadModel(directory)
  if (model === undefined) throw new Error(`${directory} holds no model`)
  return openModel(model)
}

import type { ModelName } from './manifest.ts'
import { currentModel } from './model-store.ts'
import { openModel, type OpenModel } from './open-model.ts'

/** Who scores: one model for direct traffic, one for what comes through a proxy. Where one is missing, the other speaks for both. */
export interface CycleModels {
  complet: OpenModel
  applicatif: OpenModel
}

export interface FoundModels {
  /** Undefined: there is no model at all. */
  models: CycleModels | undefined
  /** What is wrong with a better one, in sentences; empty when nothing is. */
  problem: string
}

declare global {
  // Kept from one cycle to the next: opening a model takes longer than a small cycle.
  var vigie_open_models: Map<string, OpenModel> | undefined
}

/** The models that score now, ready; those that were replaced are closed. */
export async function openCurrentModels(): Promise<FoundModels> {
  const before = globalThis.vigie_open_models ?? new Map<string, OpenModel>()
  const kept = new Map<string, OpenModel>()
  const problems: string[] = []
  const open = async (name: ModelName): Promise<OpenModel | undefined> => {
    const { model, problem } = await currentModel(name)
    if (problem !== '') problems.push(problem)
    if (model === undefined) return undefined
    const { model_version } = model.manifest
    const opened = before.get(model_version) ?? (await openModel(model))
    kept.set(model_version, opened)
    return opened
  }
  const complet = await open('complet')
  const applicatif = await open('applicatif')
  globalThis.vigie_open_models = kept
  for (const [version, model] of before) if (!kept.has(version)) await model.close()
  const any = complet ?? applicatif
  const models = any && { complet: complet ?? any, applicatif: applicatif ?? any }
  return { models, problem: problems.join(' ') }
}

export function versionsOf({ complet, applicatif }: CycleModels): string[] {
  return [complet.manifest.model_version, applicatif.manifest.model_version]
}

export function modelOf(models: CycleModels, name: ModelName): OpenModel {
  return models[name]
}

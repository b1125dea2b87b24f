import { ModelName } from './manifest.ts'
import { currentModel } from './model-store.ts'

export interface ModelStatus {
  model_version: string | null
  model_origin: 'site' | 'bundled' | null
  trained_at: string | null
  /** Sessions that it learnt from. */
  rows: number | null
  /** One sentence when something is not as it should be; empty otherwise. */
  detail: string
}

export const NO_MODEL =
  "No model yet: sessions stay unscored until npm run -s ml -- train has learnt from this site's traffic."

/** Of the model for direct traffic; the detail tells of both. */
export async function getModelStatus(): Promise<ModelStatus> {
  const found = await Promise.all(ModelName.options.map(currentModel))
  const manifest = found[0]?.model?.manifest
  const details = found.map(({ model, problem }) => `${problem} ${model === undefined ? NO_MODEL : ''}`.trim())
  return {
    model_version: manifest?.model_version ?? null,
    model_origin: manifest?.origin ?? null,
    trained_at: manifest?.trained_at ?? null,
    rows: manifest?.training.rows ?? null,
    detail: [...new Set(details)].join(' ').trim(),
  }
}

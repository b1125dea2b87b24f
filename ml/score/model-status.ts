import { type CurrentModel, currentModel } from './model-store.ts'

export interface ModelStatus {
  model_version: string | null
  model_origin: 'site' | 'bundled' | null
  trained_at: string | null
  /** Sessions that it learnt from. */
  rows: number | null
  /** One sentence when something is not as it should be; empty otherwise. */
  detail: string
}

const NO_MODEL =
  "No model yet: sessions stay unscored until npm run -s ml -- train has learnt from this site's traffic."

export async function getModelStatus(): Promise<ModelStatus> {
  const current = await currentModel()
  const manifest = current.model?.manifest
  return {
    model_version: manifest?.model_version ?? null,
    model_origin: manifest?.origin ?? null,
    trained_at: manifest?.trained_at ?? null,
    rows: manifest?.training.rows ?? null,
    detail: detailOf(current),
  }
}

export function detailOf({ model, problem }: CurrentModel): string {
  return [problem, model === undefined ? NO_MODEL : ''].filter((part) => part !== '').join(' ')
}

import type { ModelFacts, TrainedModel } from '#db/model/trained-model.ts'
import type { PartStateName } from '#components/health/part-state.tsx'

const NAMES: Readonly<Record<string, string>> = { complet: 'Complet', applicatif: 'Applicatif' }
const VOICES: Readonly<Record<string, string>> = {
  eif: 'isolation forest',
  autoencoder: 'autoencoder',
  knn: 'nearest neighbours',
  xgboost: 'XGBoost',
  coherence: 'coherence',
}

export function modelName(model_name: string): string {
  return NAMES[model_name] ?? model_name
}

export function voiceName(voice: string): string {
  return VOICES[voice] ?? voice
}

/** Scores now, may score, was refused by the gate, or cannot be read. */
export function modelState({ is_current, problem, facts }: TrainedModel): { state: PartStateName; word: string } {
  if (facts === null || problem !== '') return { state: 'bad', word: 'cannot be used' }
  if (is_current) return { state: 'good', word: 'scores now' }
  return facts.gate.passed ? { state: 'waiting', word: 'passed, kept' } : { state: 'warn', word: 'did not pass' }
}

export function labelCount({ training }: ModelFacts): { human: number; bot: number } {
  const all = Object.values(training.labels)
  return {
    human: all.reduce((sum, { human }) => sum + human, 0),
    bot: all.reduce((sum, { bot }) => sum + bot, 0),
  }
}

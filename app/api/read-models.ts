import { basename } from 'node:path'
import type { ModelFacts, TrainedModel } from '#db/model/trained-model.ts'
import type { Manifest } from '#ml/score/manifest.ts'
import { listModels, type ListedModel } from '#ml/score/list-models.ts'

/** All models that are kept, the newest first. */
export async function readModels(): Promise<TrainedModel[]> {
  return (await listModels()).map(trainedModelOf)
}

function trainedModelOf({ directory, manifest, current, problem }: ListedModel): TrainedModel {
  return {
    model_version: manifest?.model_version ?? basename(directory),
    model_name: manifest?.model_name ?? '',
    is_current: current,
    problem,
    facts: manifest === undefined ? null : factsOf(manifest),
  }
}

function factsOf({ origin, trained_at, feature_names, training, metrics, ...manifest }: Manifest): ModelFacts {
  const voices = Object.entries(manifest.voices).map(([voice, { weight, onnx_difference_max }]) => {
    const entry: [string, ModelFacts['voices'][string]] = [voice, { weight, onnx_difference_max }]
    return entry
  })
  const { since, until, rows, validation_rows, hosts, population, excluded, labels } = training
  const { kind, brier, reliability } = manifest.calibration
  return {
    origin,
    trained_at,
    features: feature_names.length,
    training: { since, until, rows, validation_rows, hosts, population, excluded, labels },
    voices: Object.fromEntries(voices),
    fusion: manifest.fusion.kind,
    coherence_weight: manifest.fusion.weights['coherence'] ?? 0,
    calibration: { kind, brier, reliability },
    thresholds: manifest.thresholds,
    gate: manifest.gate,
    ...metrics,
  }
}

import { exportXgboost } from './export-xgboost.ts'
import type { Matrix } from './matrix.ts'
import type { TrainedVoice, VoiceOptions } from './voice.ts'
import { Booster } from './xgboost-library.ts'
import { writeXgboostParts } from './xgboost-parts.ts'
import { readSavedTrees } from './xgboost-trees.ts'

export { xgboostProblem } from './xgboost-library.ts'

export interface XgboostOptions extends VoiceOptions {
  /** Trees, 200 unless told. */
  n_estimators?: number
  max_depth?: number
  /** How much each row counts; alike unless told. */
  weights?: Float32Array
}

/** Trees that imitate the labels (1: bot), boosted (Chen, Guestrin 2016). Throws where `xgboostProblem` has something to say. */
export function trainXgboost(matrix: Matrix, labels: Uint8Array, options: XgboostOptions): Promise<TrainedVoice> {
  const parameters = {
    objective: 'binary:logistic',
    base_score: 0.5,
    tree_method: 'hist',
    // Two threads on contended cores wait for each other longer than they work.
    nthread: 1,
    max_depth: options.max_depth ?? 6,
    learning_rate: 0.1,
    subsample: 0.8,
    colsample_bytree: 0.8,
    seed: options.random_state,
    verbosity: 0,
  }
  const rounds = options.n_estimators ?? 200
  const booster = Booster.train(matrix, Float32Array.from(labels), { parameters, rounds, weights: options.weights })
  try {
    const saved = booster.save()
    const trees = readSavedTrees(saved)
    return Promise.resolve({
      voice: 'xgboost',
      onnx: exportXgboost(trees, options.feature_names),
      parts: writeXgboostParts(trees),
      score: (rows) => predict(saved, rows),
    })
  } finally {
    booster.close()
  }
}

/** By the library itself. */
function predict(saved: Uint8Array, matrix: Matrix): Float64Array {
  const booster = Booster.of(saved)
  try {
    return Float64Array.from(booster.predict(matrix))
  } finally {
    booster.close()
  }
}

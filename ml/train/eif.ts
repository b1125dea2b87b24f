import { writeEifParts } from './eif-parts.ts'
import { exportEif } from './export-eif.ts'
import { eifStepsOf, scoreExtendedForest, trainExtendedForest } from './extended-isolation-forest.ts'
import type { Matrix } from './matrix.ts'
import { randomOf } from './random.ts'
import { scaleMatrix, scalingOf } from './scaling.ts'
import type { TrainedVoice, VoiceOptions } from './voice.ts'

export interface EifOptions extends VoiceOptions {
  n_estimators?: number
  max_samples?: number
  /** `spread` unless told; see ExtendedForestOptions. */
  thresholds?: 'box' | 'spread'
}

/** Extended Isolation Forest over scaled columns. */
export function trainEif(matrix: Matrix, options: EifOptions): Promise<TrainedVoice> {
  const { n_estimators = 200, max_samples = 256, thresholds = 'spread' } = options
  const scaling = scalingOf(matrix, eifStepsOf(matrix.columns))
  const random = randomOf(options.random_state)
  const forest = trainExtendedForest(scaleMatrix(matrix, scaling), { n_estimators, max_samples, thresholds, random })
  return Promise.resolve({
    voice: 'eif',
    onnx: exportEif(forest, scaling, options.feature_names),
    parts: writeEifParts({ scaling, forest }),
    score: (rows) => scoreExtendedForest(forest, scaleMatrix(rows, scaling)),
  })
}

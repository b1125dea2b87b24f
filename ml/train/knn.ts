import { exportKnn } from './export-knn.ts'
import { writeKnnParts } from './knn-parts.ts'
import type { Matrix } from './matrix.ts'
import { choosePrototypes, distanceToPrototypes } from './nearest-neighbours.ts'
import { randomOf } from './random.ts'
import { scaleMatrix, scalingOf } from './scaling.ts'
import type { TrainedVoice, VoiceOptions } from './voice.ts'

export interface KnnOptions extends VoiceOptions {
  k?: number
  /** Rows kept, drawn at random. */
  prototypes?: number
}

/** Distance to the nearest of the baseline's rows, as root mean square deviation per column. */
export function trainKnn(matrix: Matrix, options: KnnOptions): Promise<TrainedVoice> {
  const { k = 5, prototypes: limit = 2000 } = options
  const scaling = scalingOf(matrix, knnStepsOf(matrix.columns))
  const random = randomOf(options.random_state)
  const prototypes = choosePrototypes(scaleMatrix(matrix, scaling), { k, limit, random })
  const unit = 1 / (scaling.steps * Math.sqrt(matrix.columns))
  return Promise.resolve({
    voice: 'knn',
    onnx: exportKnn(prototypes, scaling, options.feature_names),
    parts: writeKnnParts({ scaling, prototypes }),
    score: (rows) => distanceToPrototypes(prototypes, scaleMatrix(rows, scaling)).map((distance) => distance * unit),
  })
}

/** Steps of a deviation with which squared distances are exact in 32 bits for rows up to 5 deviations away in every column. */
function knnStepsOf(columns: number): number {
  return 2 ** Math.max(0, Math.min(10, Math.floor(Math.log2(Math.sqrt(2 ** 24 / (25 * columns))))))
}

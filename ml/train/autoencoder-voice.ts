import { writeAutoencoderParts } from './autoencoder-parts.ts'
import { reconstructionErrors, trainAutoencoder } from './autoencoder.ts'
import { exportAutoencoder } from './export-autoencoder.ts'
import type { Matrix } from './matrix.ts'
import { randomOf } from './random.ts'
import { scaleMatrix, scalingOf } from './scaling.ts'
import type { TrainedVoice, VoiceOptions } from './voice.ts'

const BATCH_ROWS = 128
const EPOCHS = 50
/** Training steps stay between these whatever the number of rows. */
const STEPS = { min: 500, max: 5000 }

/** How badly a narrow network reproduces a row, as root mean square deviation per column. */
export async function trainAutoencoderVoice(matrix: Matrix, options: VoiceOptions): Promise<TrainedVoice> {
  const scaling = scalingOf(matrix)
  const steps = Math.min(STEPS.max, Math.max(STEPS.min, Math.ceil((EPOCHS * matrix.rows) / BATCH_ROWS)))
  const layers = await trainAutoencoder(scaleMatrix(matrix, scaling), { steps, random: randomOf(options.random_state) })
  return {
    voice: 'autoencoder',
    onnx: exportAutoencoder(layers, scaling, options.feature_names),
    parts: writeAutoencoderParts({ scaling, layers }),
    score: (rows) => reconstructionErrors(layers, scaleMatrix(rows, scaling)),
  }
}

import { COHERENCE, normaliseCoherence, normaliseVoice, type VoiceScores } from '../score/fuse.ts'
import { VOICE_NAMES } from '../train/voice.ts'
import type { OpenModel } from '../score/open-model.ts'
import type { Matrix } from '../train/matrix.ts'
import { explainerOf } from './voice-shares.ts'

/** Signed contributions in units of raw_anomaly_score: row after row, the features and behind them coherence. */
export interface Contributions {
  columns: number
  values: Float64Array
}

/**
 * What each voice adds to the raw score (its weight times its normalised score), divided among the features as the voice
 * itself saw them. They sum to the raw score less the fusion's intercept, but for a voice whose features pull both
 * ways (XGBoost): there their sizes sum to what it adds, and each keeps its own sign. A voice without parts is left out.
 */
export function attributeVoices(
  model: OpenModel,
  matrix: Matrix,
  scores: VoiceScores,
  coherence: Float32Array,
): Contributions {
  const { voices, fusion } = model.manifest
  const columns = matrix.columns + 1
  const values = new Float64Array(matrix.rows * columns)
  for (const voice of VOICE_NAMES) {
    const scale = voices[voice]
    const weight = fusion.weights[voice] ?? 0
    const parts = model.parts[voice]
    if (scale === undefined || weight === 0 || parts === undefined) continue
    const shares = explainerOf(voice, parts)(matrix)
    for (let row = 0; row < matrix.rows; row++) {
      const score = scores[voice][row] ?? NaN
      if (Number.isNaN(score)) continue
      const adds = weight * normaliseVoice(score, scale)
      for (let column = 0; column < matrix.columns; column++) {
        const share = shares.values[row * matrix.columns + column] ?? 0
        const at = row * columns + column
        values[at] = (values[at] ?? 0) + share * (shares.signed ? Math.abs(adds) : adds)
      }
    }
  }
  const weight = fusion.weights[COHERENCE] ?? 0
  coherence.forEach((value, row) => (values[row * columns + matrix.columns] = weight * normaliseCoherence(value)))
  return { columns, values }
}

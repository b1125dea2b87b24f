import type { Matrix } from './matrix.ts'

export const VOICE_NAMES = ['eif', 'autoencoder', 'knn', 'xgboost'] as const
export type VoiceName = (typeof VOICE_NAMES)[number]

/** One model that says how unusual a row is; higher is more anomalous. */
export interface TrainedVoice {
  voice: VoiceName
  /** Input `features`, raw with gaps as NaN; output `score`, one column. Imputation and scaling are inside. */
  onnx: Uint8Array
  /** What explanations need, read by the voice's own `…-parts.ts`; null when there is nothing. */
  parts: Uint8Array | null
  /** The trainer's own scores of raw rows, worked out without the ONNX file. */
  score: (matrix: Matrix) => Float64Array
}

export interface VoiceOptions {
  /** The matrix' columns; the ONNX file carries them. */
  feature_names: readonly string[]
  random_state: number
}

import type { Matrix } from '../train/matrix.ts'
import type { FusedScores, VoiceScores } from './fuse.ts'
import type { Manifest, VOICE_NAMES } from './manifest.ts'

export interface Scores extends FusedScores {
  /** Raw, higher is more anomalous; NaN throughout for a voice that the model does not have. */
  voices: VoiceScores
}

/** A model that is ready to score. */
export interface OpenModel {
  readonly manifest: Manifest
  /** The bytes of each voice's `.parts`, as explanations read them. */
  readonly parts: Partial<Record<(typeof VOICE_NAMES)[number], Uint8Array>>
  /** Columns are the manifest's features, gaps NaN; `coherence` is each row's fingerprint_coherence_score, NaN: nothing could be compared. */
  score: (matrix: Matrix, coherence: Float32Array) => Promise<Scores>
  close: () => Promise<void>
}

import type { Matrix } from '../train/matrix.ts'
import { VOICE_NAMES, type VoiceName } from '../train/voice.ts'
import { fuse, type FusedScores, type VoiceScores } from './fuse.ts'
import type { Manifest } from './manifest.ts'
import type { Model } from './model.ts'
import { VoiceRunner } from './voice-runner.ts'

interface Scores extends FusedScores {
  /** Raw, higher is more anomalous; NaN throughout for a voice that the model does not have. */
  voices: VoiceScores
}

/** A model that is ready to score. */
export interface OpenModel {
  readonly manifest: Manifest
  /** The bytes of each voice's `.parts`, as explanations read them. */
  readonly parts: Partial<Record<VoiceName, Uint8Array>>
  /** Columns are the manifest's features, gaps NaN; `coherence` is each row's fingerprint_coherence_score, NaN: nothing could be compared. */
  score: (matrix: Matrix, coherence: Float32Array) => Promise<Scores>
  close: () => Promise<void>
}

export async function openModel({ manifest, voices }: Model): Promise<OpenModel> {
  const runners = new Map<VoiceName, VoiceRunner>()
  const parts: Partial<Record<VoiceName, Uint8Array>> = {}
  for (const voice of VOICE_NAMES) {
    const files = voices[voice]
    if (files === undefined) continue
    runners.set(voice, await VoiceRunner.open(files.onnx))
    if (files.parts !== null) parts[voice] = files.parts
  }
  return {
    manifest,
    parts,
    score: async (matrix, coherence) => {
      const scores = await speak(runners, matrix)
      return { voices: scores, ...fuse(scores, coherence, manifest) }
    },
    close: async () => {
      for (const runner of runners.values()) await runner.close()
    },
  }
}

async function speak(runners: ReadonlyMap<VoiceName, VoiceRunner>, matrix: Matrix): Promise<VoiceScores> {
  const silent = () => new Float32Array(matrix.rows).fill(NaN)
  const scores: VoiceScores = { eif: silent(), autoencoder: silent(), knn: silent(), xgboost: silent() }
  for (const [voice, runner] of runners) scores[voice] = await runner.score(matrix)
  return scores
}

import { featureMatrixOf } from '../score/feature-matrix.ts'
import type { VoiceScores } from '../score/fuse.ts'
import { VoiceRunner } from '../score/voice-runner.ts'
import type { Candidate } from '../baseline.ts'
import { type Matrix, rowsOf } from '../train/matrix.ts'
import type { TrainedVoice, VoiceName } from '../train/voice.ts'

/** Sessions with what the voices said of them. */
export interface Heard {
  sessions: readonly Candidate[]
  voices: VoiceScores
  coherence: Float32Array
}

/** The voices on sets of sessions, through their ONNX files. */
export class Jury {
  readonly #runners: ReadonlyMap<VoiceName, VoiceRunner>
  readonly #feature_names: readonly string[]

  private constructor(runners: ReadonlyMap<VoiceName, VoiceRunner>, feature_names: readonly string[]) {
    this.#runners = runners
    this.#feature_names = feature_names
  }

  static async of(voices: readonly TrainedVoice[], feature_names: readonly string[]): Promise<Jury> {
    const runners = new Map<VoiceName, VoiceRunner>()
    for (const { voice, onnx } of voices) runners.set(voice, await VoiceRunner.open(onnx))
    return new Jury(runners, feature_names)
  }

  async hear(sessions: readonly Candidate[]): Promise<Heard> {
    const matrix = featureMatrixOf(
      sessions.map(({ row }) => row),
      this.#feature_names,
    )
    const silent = () => new Float32Array(matrix.rows).fill(NaN)
    const voices: VoiceScores = { eif: silent(), autoencoder: silent(), knn: silent(), xgboost: silent() }
    for (const [voice, runner] of this.#runners) voices[voice] = await runner.score(matrix)
    return { sessions, voices, coherence: coherenceOf(sessions) }
  }

  async close(): Promise<void> {
    for (const runner of this.#runners.values()) await runner.close()
  }
}

/** The largest difference between what the trainer itself says and what its ONNX file said, in parts of the score where that is above 1. */
export function differenceOf(trained: TrainedVoice, heard: Float32Array, matrix: Matrix): number {
  const SLICE = 4096
  let largest = 0
  for (let from = 0; from < matrix.rows; from += SLICE) {
    const rows = Array.from({ length: Math.min(SLICE, matrix.rows - from) }, (_, at) => from + at)
    trained.score(rowsOf(matrix, rows)).forEach((own, at) => {
      const difference = Math.abs(own - (heard[from + at] ?? NaN)) / Math.max(1, Math.abs(own))
      // An opinion that is no number must not pass for equal.
      largest = Math.max(largest, Number.isNaN(difference) ? Number.MAX_VALUE : difference)
    })
  }
  return largest
}

export function isBot({ label }: Candidate): boolean {
  return label?.label === 'bot'
}

export function coherenceOf(sessions: readonly Candidate[]): Float32Array {
  return Float32Array.from(sessions, ({ fingerprint_coherence_score }) => fingerprint_coherence_score)
}

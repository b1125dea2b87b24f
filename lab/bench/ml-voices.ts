import { VoiceRunner } from '#ml/score/voice-runner.ts'
import { trainAutoencoderVoice } from '#ml/train/autoencoder-voice.ts'
import { trainEif } from '#ml/train/eif.ts'
import { trainKnn } from '#ml/train/knn.ts'
import { type TrainedVoice, VOICE_NAMES, type VoiceName } from '#ml/train/voice.ts'
import { trainXgboost, xgboostProblem } from '#ml/train/xgboost.ts'
import type { BenchRows } from './ml-rows.ts'
import { type Time, timed } from './timed.ts'

/** Trains every voice on all rows and lets it score them all; clock and processor time, size, and the largest memory of this process. */
export async function benchVoices({ matrix, labels }: BenchRows): Promise<void> {
  const feature_names = Array.from({ length: matrix.columns }, (_, column) => `column_${column}`)
  const options = { feature_names, random_state: 1 }
  const train: Record<VoiceName, () => Promise<TrainedVoice>> = {
    eif: () => trainEif(matrix, options),
    autoencoder: () => trainAutoencoderVoice(matrix, options),
    knn: () => trainKnn(matrix, options),
    xgboost: () => trainXgboost(matrix, labels, options),
  }
  let trained = NO_TIME
  let scored = NO_TIME
  for (const voice of VOICE_NAMES) {
    const problem = voice === 'xgboost' ? xgboostProblem() : null
    if (problem !== null) {
      console.log(`  xgboost: not available: ${problem}`)
      continue
    }
    const training = await timed(train[voice])
    const { onnx, parts } = training.result
    const scoring = await timed(() => scoreAll(onnx, matrix))
    trained = sumOf(trained, training)
    scored = sumOf(scored, scoring)
    const size = ((onnx.length + (parts?.length ?? 0)) / 1e6).toFixed(2)
    console.log(`  ${voice}: train ${wordsOf(training)}, score ${wordsOf(scoring)}, ${size} MB`)
  }
  const memory = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(`  all voices: train ${wordsOf(trained)}, score ${wordsOf(scored)}, at most ${memory} MB`)
}

const NO_TIME: Time = { clock_ms: 0, processor_ms: 0 }

function sumOf(one: Time, other: Time): Time {
  return { clock_ms: one.clock_ms + other.clock_ms, processor_ms: one.processor_ms + other.processor_ms }
}

function wordsOf({ clock_ms, processor_ms }: Time): string {
  return `${(clock_ms / 1000).toFixed(2)} s (processors ${(processor_ms / 1000).toFixed(2)} s)`
}

/** Opening the file included. */
async function scoreAll(onnx: Uint8Array, matrix: BenchRows['matrix']): Promise<void> {
  const runner = await VoiceRunner.open(onnx)
  await runner.score(matrix)
  await runner.close()
}

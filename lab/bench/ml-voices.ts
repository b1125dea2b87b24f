import { VoiceRunner } from '#ml/score/voice-runner.ts'
import { trainAutoencoderVoice } from '#ml/train/autoencoder-voice.ts'
import { trainEif } from '#ml/train/eif.ts'
import { trainKnn } from '#ml/train/knn.ts'
import { type TrainedVoice, VOICE_NAMES, type VoiceName } from '#ml/train/voice.ts'
import { trainXgboost, xgboostProblem } from '#ml/train/xgboost.ts'
import type { BenchRows } from './ml-rows.ts'

/** Trains every voice on all rows and lets it score them all; time, size, and the largest memory of this process. */
export async function benchVoices({ matrix, labels }: BenchRows): Promise<void> {
  const feature_names = Array.from({ length: matrix.columns }, (_, column) => `column_${column}`)
  const options = { feature_names, random_state: 1 }
  const train: Record<VoiceName, () => Promise<TrainedVoice>> = {
    eif: () => trainEif(matrix, options),
    autoencoder: () => trainAutoencoderVoice(matrix, options),
    knn: () => trainKnn(matrix, options),
    xgboost: () => trainXgboost(matrix, labels, options),
  }
  let trained = 0
  let scored = 0
  for (const voice of VOICE_NAMES) {
    const problem = voice === 'xgboost' ? xgboostProblem() : null
    if (problem !== null) {
      console.log(`  xgboost: not available: ${problem}`)
      continue
    }
    const began = performance.now()
    const { onnx, parts } = await train[voice]()
    const train_ms = performance.now() - began
    const score_ms = await timeScoring(onnx, matrix)
    trained += train_ms
    scored += score_ms
    const size = ((onnx.length + (parts?.length ?? 0)) / 1e6).toFixed(2)
    console.log(`  ${voice}: train ${Math.round(train_ms)} ms, score ${Math.round(score_ms)} ms, ${size} MB`)
  }
  const memory = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(
    `  all voices: train ${(trained / 1000).toFixed(1)} s, score ${(scored / 1000).toFixed(1)} s, at most ${memory} MB`,
  )
}

/** Opening the file included. */
async function timeScoring(onnx: Uint8Array, matrix: BenchRows['matrix']): Promise<number> {
  const began = performance.now()
  const runner = await VoiceRunner.open(onnx)
  await runner.score(matrix)
  await runner.close()
  return performance.now() - began
}

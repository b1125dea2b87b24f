import { Manifest, type ModelFile } from '../score/manifest.ts'
import { type Model, sha256Of } from '../score/model.ts'
import type { VoiceScales } from '../score/fuse.ts'
import type { TrainedVoice } from '../train/voice.ts'

type Facts = Omit<Manifest, 'format' | 'model_version' | 'voices'> & {
  scales: VoiceScales
  /** Of each voice, in their order: the largest difference of its ONNX file from the trainer. */
  differences: readonly number[]
}

/** The voices and what is known of them as one package. */
export function packModel(trained: readonly TrainedVoice[], { scales, differences, ...facts }: Facts): Model {
  const voices: Model['voices'] = {}
  const told: Manifest['voices'] = {}
  trained.forEach(({ voice, onnx, parts }, at) => {
    voices[voice] = { onnx, parts }
    told[voice] = {
      onnx: fileOf(`${voice}.onnx`, onnx),
      parts: parts === null ? null : fileOf(`${voice}.parts`, parts),
      ...(scales[voice] ?? { median: 0, q99: 1 }),
      weight: facts.fusion.weights[voice] ?? 0,
      onnx_difference_max: differences[at] ?? NaN,
    }
  })
  const digest = sha256Of(new TextEncoder().encode(JSON.stringify(told))).slice(0, 8)
  const model_version = `${facts.model_name}-${facts.trained_at.replace(/\D/g, '').slice(0, 14)}-${digest}`
  return { manifest: { format: 2, model_version, voices: told, ...facts }, voices }
}

function fileOf(file: string, bytes: Uint8Array): ModelFile {
  return { file, sha256: sha256Of(bytes) }
}

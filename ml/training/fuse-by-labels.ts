import { COHERENCE, normaliseCoherence, normaliseVoice, type VoiceScales, type VoiceScores } from '../score/fuse.ts'
import type { Fusion } from '../score/manifest.ts'
import { VOICE_NAMES } from '../train/voice.ts'
import { fitLogistic } from './fit-logistic.ts'

const PENALTY = 1

/** How far each voice is to be believed, learnt from labelled sessions: log-odds as a sum of the normalised voices. */
export function fuseByLabels(
  voices: VoiceScores,
  coherence: Float32Array,
  {
    scales,
    is_bot,
    weights,
  }: {
    scales: VoiceScales
    is_bot: readonly boolean[]
    weights: readonly number[]
  },
): Fusion {
  const speaking = VOICE_NAMES.flatMap((voice) => {
    const scale = scales[voice]
    return scale === undefined ? [] : [{ voice, scale }]
  })
  const rows = is_bot.map((_, row) => [
    ...speaking.map(({ voice, scale }) => knownOrNothing(normaliseVoice(voices[voice][row] ?? NaN, scale))),
    normaliseCoherence(coherence[row] ?? NaN),
  ])
  const found = fitLogistic(rows, is_bot.map(Number), { sample_weights: weights, penalty: PENALTY })
  const names = [...speaking.map(({ voice }) => voice), COHERENCE]
  return {
    kind: 'meta',
    weights: Object.fromEntries(names.map((name, at) => [name, found.weights[at] ?? 0])),
    intercept: found.intercept,
  }
}

function knownOrNothing(value: number): number {
  return Number.isNaN(value) ? 0 : value
}

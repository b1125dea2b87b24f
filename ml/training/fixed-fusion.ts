import { config } from '../config.ts'
import { COHERENCE } from '../score/fuse.ts'
import type { Fusion } from '../score/manifest.ts'
import type { VoiceName } from '../train/voice.ts'

/** Shares until there are labels enough to learn them: on public tables neighbours tell most, the forest most steadily where the baseline is unclean. */
const SHARES = { eif: 0.25, knn: 0.45, [COHERENCE]: 0.2 }

/** Weights of the voices that there are, in sum 1. */
export function fixedFusion(voices: readonly VoiceName[]): Fusion {
  const shares: Record<string, number> = { ...SHARES, autoencoder: config.ae_weight, xgboost: config.xgb_weight }
  const speaking = [...voices, COHERENCE].map((name): [string, number] => [name, shares[name] ?? 0])
  const sum = speaking.reduce((all, [, share]) => all + share, 0)
  return {
    kind: 'fixed',
    intercept: 0,
    weights: Object.fromEntries(speaking.map(([name, share]) => [name, share / sum])),
  }
}

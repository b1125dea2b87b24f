import { config } from '../config.ts'
import type { VoiceScale, VoiceScales } from '../score/fuse.ts'
import type { Fusion } from '../score/manifest.ts'
import { quantileOf } from '../train/quantile.ts'
import type { VoiceName } from '../train/voice.ts'
import { isBot, type Heard } from './jury.ts'
import { fixedFusion } from './fixed-fusion.ts'
import { fuseByLabels } from './fuse-by-labels.ts'

/** The supervised voice is sure of nearly everyone: differences below a tenth are none. */
const XGBOOST_SCALE: VoiceScale = { median: 0, q99: 0.1 }
/** The weights are few, but each kind must show what it is like. */
const META_MIN_OF_EACH_KIND = 20

/** What is ordinary for each voice, by the sessions that it did not learn from. */
export function scalesOf(names: readonly VoiceName[], { voices }: Heard): VoiceScales {
  const scales: VoiceScales = {}
  for (const name of names) {
    const sorted = voices[name].slice().sort()
    const scale = { median: quantileOf(sorted, 0.5), q99: quantileOf(sorted, 0.99) }
    scales[name] = name === 'xgboost' ? { ...XGBOOST_SCALE, q99: Math.max(XGBOOST_SCALE.q99, scale.q99) } : scale
  }
  return scales
}

/** Learnt weights where there are labels enough, else the fixed ones. */
export function weighVoices(names: readonly VoiceName[], scales: VoiceScales, tuning: Heard, labels: number): Fusion {
  const is_bot = tuning.sessions.map(isBot)
  const bots = is_bot.filter(Boolean).length
  const fewer = Math.min(bots, is_bot.length - bots)
  if (labels < config.meta_min_labels || fewer < META_MIN_OF_EACH_KIND) return fixedFusion(names)
  const weights = tuning.sessions.map(({ label }) => label?.weight ?? 0)
  return fuseByLabels(tuning.voices, tuning.coherence, { scales, is_bot, weights })
}

import { FEATURES } from '#ml/features.ts'
import { featureMatrixOf } from '#ml/score/feature-matrix.ts'
import { fuse, type VoiceScores } from '#ml/score/fuse.ts'
import type { OpenModel } from '#ml/score/open-model.ts'
import { VOICE_NAMES } from '#ml/train/voice.ts'
import type { JudgedSession } from '../score/judged-session.ts'
import { figuresOf, type Figures } from './figures.ts'

const FAMILY_OF = new Map<string, string>(FEATURES.map(({ name, family }) => [name, family]))

export interface Ablated {
  /** What was left out, or what stood alone. */
  name: string
  how: 'alone' | 'without' | 'family unknown'
  figures: Figures
}

const marked = (sessions: readonly JudgedSession[], scores: ArrayLike<number>) =>
  sessions.map(({ guest }, at) => ({ score: scores[at] ?? 0, class: guest.class, kind: guest.kind }))

const coherenceOf = (sessions: readonly JudgedSession[]): Float32Array =>
  Float32Array.from(sessions, ({ fingerprint_coherence_score }) => fingerprint_coherence_score)

/** Each voice alone, the whole without each, and the whole when a family of features is not known: the model itself stays. */
export async function ablate(model: OpenModel, sessions: readonly JudgedSession[]): Promise<Ablated[]> {
  const coherence = coherenceOf(sessions)
  const matrix = featureMatrixOf(sessions, model.manifest.feature_names)
  const { voices } = await model.score(matrix, coherence)
  return [
    ...voicesAlone(sessions, voices, coherence),
    ...withoutVoices(model, sessions, voices, coherence),
    ...(await withoutFamilies(model, sessions, coherence)),
  ]
}

function voicesAlone(sessions: readonly JudgedSession[], voices: VoiceScores, coherence: Float32Array): Ablated[] {
  const present = VOICE_NAMES.filter((name) => voices[name].some((score) => !Number.isNaN(score)))
  const alone = (name: string, scores: Float32Array): Ablated => {
    return { name, how: 'alone', figures: figuresOf(marked(sessions, scores)) }
  }
  const incoherence = coherence.map((value) => (Number.isNaN(value) ? 0 : 1 - value))
  return [...present.map((name) => alone(name, voices[name])), alone('coherence', incoherence)]
}

function withoutVoices(
  { manifest }: OpenModel,
  sessions: readonly JudgedSession[],
  voices: VoiceScores,
  coherence: Float32Array,
): Ablated[] {
  const names = Object.keys(manifest.fusion.weights).filter((name) => manifest.fusion.weights[name] !== 0)
  return names.map((name) => {
    const weights = { ...manifest.fusion.weights, [name]: 0 }
    const { raw_anomaly_score } = fuse(voices, coherence, { ...manifest, fusion: { ...manifest.fusion, weights } })
    return { name, how: 'without', figures: figuresOf(marked(sessions, raw_anomaly_score)) }
  })
}

async function withoutFamilies(model: OpenModel, sessions: readonly JudgedSession[], coherence: Float32Array) {
  const { feature_names } = model.manifest
  const families = [...new Set(feature_names.map((name) => FAMILY_OF.get(name) ?? 'other'))]
  const ablated: Ablated[] = []
  for (const family of families) {
    const matrix = featureMatrixOf(sessions, feature_names)
    const gone = feature_names.map((name) => FAMILY_OF.get(name) === family)
    for (let at = 0; at < matrix.values.length; at++) if (gone[at % matrix.columns] === true) matrix.values[at] = NaN
    const { raw_anomaly_score } = await model.score(matrix, coherence)
    ablated.push({ name: family, how: 'family unknown', figures: figuresOf(marked(sessions, raw_anomaly_score)) })
  }
  return ablated
}

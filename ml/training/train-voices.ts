import type { Candidate } from '../baseline.ts'
import { config } from '../config.ts'
import { FEATURES } from '../features.ts'
import { featureMatrixOf } from '../score/feature-matrix.ts'
import { trainAutoencoderVoice } from '../train/autoencoder-voice.ts'
import { trainEif } from '../train/eif.ts'
import { trainKnn } from '../train/knn.ts'
import type { Matrix } from '../train/matrix.ts'
import type { TrainedVoice } from '../train/voice.ts'
import { trainXgboost, xgboostProblem } from '../train/xgboost.ts'

/** How much a voice may hold: the models that come with the product must stay small. */
export interface VoiceSizes {
  eif_trees: number
  eif_samples: number
  knn_prototypes: number
  xgboost_trees: number
}

export const SITE_SIZES: VoiceSizes = { eif_trees: 200, eif_samples: 256, knn_prototypes: 2000, xgboost_trees: 200 }
export const BUNDLED_SIZES: VoiceSizes = { eif_trees: 100, eif_samples: 256, knn_prototypes: 1000, xgboost_trees: 100 }

interface Options {
  feature_names: readonly string[]
  random_state: number
  sizes: VoiceSizes
  report: (line: string) => void
  /** Told after each voice. */
  onDone: (voice: string) => void
}

interface LabelCounts {
  human: number
  bot: number
}

/** The voices that learn from ordinary sessions, and the one that learns from labels where there are enough of both kinds. */
export async function trainVoices(
  matrix: Matrix,
  { labelled, known }: { labelled: readonly Candidate[]; known: LabelCounts },
  options: Options,
): Promise<TrainedVoice[]> {
  const { feature_names, random_state, sizes, report, onDone } = options
  const common = { feature_names, random_state }
  const timed = async (name: string, train: () => Promise<TrainedVoice>) => {
    const began = performance.now()
    const voice = await train()
    const duration_ms = Math.round(performance.now() - began)
    report(`${name}: ${duration_ms} ms`)
    onDone(name)
    return voice
  }
  const { eif_trees: n_estimators, eif_samples: max_samples, knn_prototypes: prototypes } = sizes
  const voices = [
    await timed('eif', () => trainEif(matrix, { ...common, n_estimators, max_samples })),
    await timed('autoencoder', () => trainAutoencoderVoice(matrix, common)),
    await timed('knn', () => trainKnn(matrix, { ...common, prototypes })),
  ]
  const problem = whyNotSupervised(known)
  if (problem !== '') {
    report(`xgboost: ${problem}`)
    return voices
  }
  const supervised = () => superviseOn(labelled, common, sizes.xgboost_trees)
  return [...voices, await timed('xgboost', supervised)]
}

/** Empty when the supervised voice can learn. */
function whyNotSupervised({ human, bot }: LabelCounts): string {
  const least = config.xgb_min_labels
  if (Math.min(human, bot) < least)
    return `not trained, ${bot} bots and ${human} people are labelled, it needs ${least} of each`
  return xgboostProblem() ?? ''
}

function superviseOn(
  labelled: readonly Candidate[],
  { feature_names, random_state }: { feature_names: readonly string[]; random_state: number },
  n_estimators: number,
): Promise<TrainedVoice> {
  const matrix = maskKnowing(
    featureMatrixOf(
      labelled.map(({ row }) => row),
      feature_names,
    ),
    feature_names,
  )
  const labels = Uint8Array.from(labelled, ({ label }) => Number(label?.label === 'bot'))
  return trainXgboost(matrix, labels, { feature_names, random_state, n_estimators, weights: balancedWeights(labelled) })
}

/** Features that know the answer are unknown throughout the lesson, so no tree asks for them. */
function maskKnowing(matrix: Matrix, feature_names: readonly string[]): Matrix {
  const knowing = new Set(FEATURES.filter(({ knows }) => knows !== undefined).map(({ name }) => name))
  const hidden = feature_names.map((name) => knowing.has(name))
  const values = matrix.values.map((value, at) => (hidden[at % matrix.columns] === true ? NaN : value))
  return { ...matrix, values }
}

/** Both kinds weigh the same in sum; within a kind, as far as the source is to be believed. The mean is 1. */
function balancedWeights(labelled: readonly Candidate[]): Float32Array {
  const sums = { human: 0, bot: 0 }
  for (const { label } of labelled) if (label !== undefined) sums[label.label] += label.weight
  return Float32Array.from(labelled, ({ label }) =>
    label === undefined ? 0 : (label.weight * labelled.length) / 2 / sums[label.label],
  )
}

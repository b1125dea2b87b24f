import { rocAuc } from '../evaluate/ranking.ts'
import type { Manifest } from '../score/manifest.ts'
import { quantileOf } from '../train/quantile.ts'
import type { Verdicts } from './hear-suspects.ts'
import { whyMachinesPass } from './judge-tools.ts'

const ONNX_DIFFERENCE_MAX = 1e-5
const ANOMALY_RATE_MAX = 0.2
/** As many of the sessions of the training's own time lie above the level that validation is held against. */
const EXPECTED_RATE = 0.03
const COMPARED_MIN_OF_EACH_KIND = 20
/** Two models of the same worth differ by chance. */
const AUC_TOLERANCE = 0.005

export interface GateFacts {
  /** Fused scores of sessions of the training's time that no voice learnt from. */
  reference: Float32Array
  /** Fused scores of later sessions. */
  validation: Float32Array
  /** Of any voice. */
  onnx_difference_max: number
  /** Labelled sessions that neither this model nor the one that scores now learnt from, with the scores of both; undefined when none scores now. */
  compared: { is_bot: readonly boolean[]; scores: ArrayLike<number>; current_scores: ArrayLike<number> } | undefined
  /** What it says of those that it should find strange. */
  suspects: Verdicts
}

/** Whether a model may score. What was ordinary some days ago must be so still, machines must be strange, and nobody is to lose what the model before could tell. */
export function judgeModel({
  reference,
  validation,
  onnx_difference_max,
  compared,
  suspects,
}: GateFacts): Manifest['gate'] {
  const level = quantileOf(reference.slice().sort(), 1 - EXPECTED_RATE)
  const anomaly_rate = validation.filter((score) => score > level).length / Math.max(1, validation.length)
  const reasons: string[] = []
  // Written so that NaN does not pass.
  if (!(onnx_difference_max <= ONNX_DIFFERENCE_MAX))
    reasons.push(`the ONNX files differ from the trainer by ${onnx_difference_max}, more than ${ONNX_DIFFERENCE_MAX}`)
  if (anomaly_rate > ANOMALY_RATE_MAX)
    reasons.push(
      `${percent(anomaly_rate)} of the later sessions are anomalous to it, more than ${percent(ANOMALY_RATE_MAX)}`,
    )
  const worse = worseThanCurrent(compared)
  if (worse !== '') reasons.push(worse)
  const blind = whyMachinesPass(suspects)
  if (blind !== '') reasons.push(blind)
  return { passed: reasons.length === 0, anomaly_rate, reason: reasons.join('; '), suspects }
}

function worseThanCurrent(compared: GateFacts['compared']): string {
  if (compared === undefined) return ''
  const { is_bot, scores, current_scores } = compared
  const bots = is_bot.filter(Boolean).length
  if (Math.min(bots, is_bot.length - bots) < COMPARED_MIN_OF_EACH_KIND) return ''
  const [own, current] = [rocAuc(scores, is_bot), rocAuc(current_scores, is_bot)]
  if (own >= current - AUC_TOLERANCE) return ''
  return `on ${is_bot.length} labels that it did not learn from its AUC is ${own.toFixed(4)}, the current model's ${current.toFixed(4)}`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

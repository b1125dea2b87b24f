import { featureMatrixOf } from '../score/feature-matrix.ts'
import { fuse } from '../score/fuse.ts'
import type { Manifest, ModelName } from '../score/manifest.ts'
import type { Model } from '../score/model.ts'
import type { OpenModel } from '../score/open-model.ts'
import { scoreQuantilesOf, thresholdsOf } from '../score/threat-level.ts'
import type { TrainedVoice } from '../train/voice.ts'
import { calibrate, UNCALIBRATED } from './calibrate.ts'
import { chooseLearning, type Learning } from './choose-learning.ts'
import { describeBaseline } from './describe-baseline.ts'
import { judgeModel } from './gate.ts'
import { countFlagged, suspectsOf } from './hear-suspects.ts'
import { humanMediansOf } from './human-medians.ts'
import { coherenceOf, differenceOf, type Heard, isBot, Jury } from './jury.ts'
import { suspectWords } from './judge-tools.ts'
import type { Lesson } from './lesson.ts'
import { packModel } from './pack-model.ts'
import { trainVoices, type VoiceSizes } from './train-voices.ts'
import { scalesOf, weighVoices } from './weigh-voices.ts'

export interface FitOptions {
  model_name: ModelName
  now: Date
  origin: Manifest['origin']
  random_state: number
  sizes: VoiceSizes
  /** Share of the sessions that is not learnt from because it is the most anomalous; 5 % unless told. */
  trimmed_share?: number
  /** The model that scores now, to be held against. */
  current: OpenModel | undefined
  /** What else the manifest tells of the training. */
  training: Pick<Manifest['training'], 'since' | 'until' | 'hosts' | 'population' | 'excluded' | 'labels'>
  report: (line: string) => void
}

/** Learns one model from a lesson and judges it. */
export async function fitModel(lesson: Lesson, options: FitOptions): Promise<Model> {
  const began = performance.now()
  const { model_name, now, random_state, origin } = options
  const timer = new StepTimer()
  const report = (line: string) => options.report(`${model_name}: ${line}`)
  const chosen = await chooseLearning(lesson.training, options)
  const { feature_names, learning, trimmed } = chosen
  timer.end('trim')
  report(`learns from ${learning.length} sessions, ${feature_names.length} features; ${trimmed} trimmed`)
  const learnt = matrixOf(learning, feature_names)
  const taught = { labelled: lesson.labels.training, known: countKinds(Object.values(lesson.labels).flat()) }
  const voices = await trainVoices(learnt, taught, {
    ...{ feature_names, random_state, sizes: options.sizes, report },
    onDone: (voice) => timer.end(voice),
  })
  const opinion = await judge(voices, lesson, chosen, options.current)
  timer.end('judge')
  report(suspectWords(opinion.gate.suspects ?? []))
  const { scores, ...judged } = opinion
  const baseline = describeBaseline(learnt)
  const duration_ms = Math.round(performance.now() - began)
  report(`${opinion.gate.passed ? 'passed' : `rejected: ${opinion.gate.reason}`} after ${duration_ms} ms`)
  return packModel(voices, {
    ...judged,
    ...{ model_name, origin, trained_at: now.toISOString(), feature_names: [...feature_names], baseline },
    human_medians: humanMediansOf([...learning, ...lesson.validation], feature_names),
    training: {
      ...options.training,
      rows: learning.length,
      validation_rows: lesson.validation.length,
      random_state,
      excluded: { ...options.training.excluded, trimmed },
    },
    metrics: { score_quantiles: scoreQuantilesOf(scores), duration_ms, steps_ms: timer.steps_ms },
  })
}

/** Scales, weights, calibration, levels and the gate, from the sessions that the voices did not learn from. */
async function judge(
  voices: readonly TrainedVoice[],
  lesson: Lesson,
  { feature_names, learning, reference }: Learning,
  current: OpenModel | undefined,
) {
  const names = voices.map(({ voice }) => voice)
  const jury = await Jury.of(voices, feature_names)
  const learnt = await jury.hear(learning)
  const validation = await jury.hear(lesson.validation)
  const tuning = await jury.hear(lesson.labels.tuning)
  const held = await jury.hear(lesson.labels.held)
  const outside = await jury.hear(reference)
  const suspects = suspectsOf(lesson)
  const strange = await jury.hear(suspects.flatMap(({ sessions }) => sessions))
  await jury.close()
  const scales = scalesOf(names, validation)
  const labels = Object.values(lesson.labels).reduce((sum, { length }) => sum + length, 0)
  const fusion = weighVoices(names, scales, tuning, labels)
  const scored = (heard: Heard) =>
    fuse(heard.voices, heard.coherence, { voices: scales, fusion, calibration: UNCALIBRATED }).anomaly_score
  const held_scores = scored(held)
  const is_bot = held.sessions.map(isBot)
  const weights = held.sessions.map(({ label }) => label?.weight ?? 0)
  const scores = scored(validation)
  const differences = voices.map((voice) =>
    Math.max(
      ...[learnt, validation, held].map((heard) =>
        differenceOf(voice, heard.voices[voice.voice], matrixOf(heard.sessions, feature_names)),
      ),
    ),
  )
  const thresholds = thresholdsOf(scores)
  const gate = judgeModel({
    reference: scored(outside),
    validation: scores,
    onnx_difference_max: Math.max(...differences),
    compared: await compareWith(current, held, held_scores),
    suspects: await countFlagged(suspects, { scores: scored(strange), thresholds }, current),
  })
  const calibration = calibrate({ scores: held_scores, is_bot, weights })
  return { scales, fusion, calibration, differences, gate, scores, thresholds }
}

/** Both models on the labelled sessions that neither learnt from: what came after the training of the one that scores now. */
async function compareWith(current: OpenModel | undefined, { sessions }: Heard, scores: Float32Array) {
  if (current === undefined) return undefined
  const { training, feature_names } = current.manifest
  const rows = [...sessions.keys()].filter((row) => (sessions[row]?.row.started_at ?? '') >= training.until)
  const later = rows.flatMap((row) => sessions[row] ?? [])
  const { anomaly_score } = await current.score(matrixOf(later, feature_names), coherenceOf(later))
  return { is_bot: later.map(isBot), scores: rows.map((row) => scores[row] ?? NaN), current_scores: anomaly_score }
}

function matrixOf(sessions: Heard['sessions'], feature_names: readonly string[]) {
  return featureMatrixOf(
    sessions.map(({ row }) => row),
    feature_names,
  )
}

function countKinds(labelled: Heard['sessions']) {
  const bot = labelled.filter(isBot).length
  return { bot, human: labelled.length - bot }
}

class StepTimer {
  readonly steps_ms: Record<string, number> = {}
  #began = performance.now()

  end(step: string): void {
    this.steps_ms[step] = Math.round(performance.now() - this.#began)
    this.#began = performance.now()
  }
}

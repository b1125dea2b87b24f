import { Conflict, Invalid } from '#db/model/errors.ts'
import { statePath } from '#db/state-directory.ts'
import { type Candidate, selectBaseline, type Selection } from '../baseline.ts'
import { config } from '../config.ts'
import { underRunLock } from '../detector/run-lock.ts'
import { promoteModel, pruneModels, storeModel } from '../score/keep-model.ts'
import { type Manifest, ModelName } from '../score/manifest.ts'
import type { Model } from '../score/model.ts'
import { bundledDirectory, currentModel } from '../score/model-store.ts'
import { openModel } from '../score/open-model.ts'
import { fitModel, type FitOptions } from './fit-model.ts'
import { gatherSessions } from './gather-sessions.ts'
import { type Lesson, planLesson } from './lesson.ts'
import { BUNDLED_SIZES, SITE_SIZES } from './train-voices.ts'
import type { TrainedModel, TrainingOptions, TrainingResult } from './training-result.ts'

const MIN_ROWS = 500
const TRAINING_DAYS = 7

type Report = (line: string) => void

/** Learns both models from the site's sessions, validates, stores, and lets those that passed score. One training at a time; refuses below `min_rows`. */
export function trainModels(options: TrainingOptions = {}, report: Report = () => undefined): Promise<TrainingResult> {
  return underRunLock('training', () => train(options, report))
}

async function train(options: TrainingOptions, report: Report): Promise<TrainingResult> {
  const began = performance.now()
  const now = options.now ?? new Date()
  const since = options.since ?? new Date(now.getTime() - TRAINING_DAYS * 86_400_000)
  const until = options.until ?? now
  if (since >= until) {
    throw new Invalid(`${since.toISOString()} is not before ${until.toISOString()}: nothing lies between them.`)
  }
  const { hosts = [], population = '', random_state = 1, bundle = false, labels_file } = options
  const { candidates, earlier } = await gatherSessions({ now, since, until, hosts, labels_file, report })
  const { sessions, excluded, machines } = select(candidates, options.min_rows ?? MIN_ROWS, since, report)
  const labelled = [...candidates, ...earlier].filter(({ label }) => label !== undefined)
  const labels = countLabels(labelled)
  report(`labels: ${labelWords(labels)}`)
  const models: TrainedModel[] = []
  for (const model_name of options.models ?? ModelName.options) {
    const facts = { model_name, now, random_state, report, origin: bundle ? 'bundled' : 'site' } as const
    const training = { since: since.toISOString(), until: until.toISOString(), hosts, population, excluded, labels }
    const sizes = bundle ? BUNDLED_SIZES : SITE_SIZES
    const fitting = (session: Candidate) => model_name === 'applicatif' || session.evidence?.behind_proxy !== true
    const those = labelled.filter(fitting)
    const lesson = planLesson(sessions.filter(fitting), those, machines.filter(fitting))
    const model = await fitAgainstCurrent(lesson, { ...facts, sizes, training })
    models.push(await keep(model, those))
  }
  await pruneModels()
  const duration_ms = Math.round(performance.now() - began)
  return { models, selected: sessions.length, excluded, labels, duration_ms }
}

function select(candidates: readonly Candidate[], min_rows: number, since: Date, report: Report): Selection {
  const coherence_min = config.fingerprint_coherence_threshold
  const selection = selectBaseline(candidates, { coherence_min, min_rows })
  const { sessions, excluded, people_networks_only } = selection
  const networks = people_networks_only ? ', of networks that people use alone' : ''
  const others = `${candidates.length - sessions.length} others left out${reasonWords(excluded)}`
  report(`baseline: ${sessions.length} of ${candidates.length} sessions${networks}; ${others}`)
  if (sessions.length >= Math.max(2, min_rows)) return selection
  throw new Conflict(
    `Not trained: ${sessions.length} sessions since ${since.toISOString()} to learn from (${others}), a model needs at least ${min_rows}.`,
  )
}

/** `: 12 known bot, 3 rule`; empty when nothing was left out. */
function reasonWords(excluded: Selection['excluded']): string {
  const words = Object.entries(excluded).map(([reason, count]) => `${count} ${reason.replaceAll('_', ' ')}`)
  return words.length === 0 ? '' : `: ${words.join(', ')}`
}

function labelWords(labels: Manifest['training']['labels']): string {
  const words = Object.entries(labels).map(
    ([source, { human, bot }]) => `${source.replaceAll('_', ' ')} ${human} human and ${bot} bot`,
  )
  return words.length === 0 ? 'none' : words.join(', ')
}

async function fitAgainstCurrent(lesson: Lesson, options: Omit<FitOptions, 'current'>): Promise<Model> {
  const { model } = await currentModel(options.model_name)
  // What comes with the product is made in the laboratory, whatever lies there before.
  const current = model === undefined || options.origin === 'bundled' ? undefined : await openModel(model)
  try {
    return await fitModel(lesson, { ...options, current })
  } finally {
    await current?.close()
  }
}

/** Stores the package; a model that failed its validation is kept beside the others and does not score. */
async function keep(model: Model, labelled: readonly Candidate[]): Promise<TrainedModel> {
  const { model_name, model_version, origin, gate, training, voices, metrics } = model.manifest
  const bundled = origin === 'bundled' && gate.passed
  const directory = bundled ? bundledDirectory(model_name) : statePath('models', model_version)
  await storeModel(
    directory,
    model,
    labelled.flatMap(({ label }) => label ?? []),
  )
  if (gate.passed && !bundled) await promoteModel(model_version)
  return {
    ...{ model_name, model_version, directory, rows: training.rows, validation_rows: training.validation_rows },
    ...{ voices: Object.keys(voices), anomaly_rate: gate.anomaly_rate, duration_ms: metrics.duration_ms },
    promoted: gate.passed,
    detail: gate.passed ? '' : `Not promoted: ${gate.reason}.`,
  }
}

function countLabels(labelled: readonly Candidate[]): Manifest['training']['labels'] {
  const counts: Manifest['training']['labels'] = {}
  for (const { label } of labelled) {
    if (label === undefined) continue
    const count = (counts[label.source] ??= { human: 0, bot: 0 })
    count[label.label] += 1
  }
  return counts
}

import type { CycleCounts } from '#db/clickhouse/scores/cycle-metrics.ts'
import type { DetectionHealth } from '#db/model/detection-health.ts'
import { detectorState } from '#ml/detector/run-in-detector.ts'
import { listModels } from '#ml/score/list-models.ts'
import type { Manifest } from '#ml/score/manifest.ts'
import { VOICE_NAMES } from '#ml/train/voice.ts'

type Models = DetectionHealth['models']

/** Manifests change when somebody trains: reading them with each poll would cost more than all else on the page. */
const KEPT_MS = 20_000
let kept: { models: Promise<Manifest[]>; until: number } | undefined

/** What Health tells of detection. */
export async function detectionOf(cycle: CycleCounts | undefined): Promise<DetectionHealth> {
  const { xgboost_problem, ...detector } = detectorState()
  const manifests = await currentManifests()
  return {
    detector,
    models: manifests.map((manifest) => modelOf(manifest, xgboost_problem)),
    last_cycle: cycle === undefined ? null : countsOf(cycle),
  }
}

async function currentManifests(): Promise<Manifest[]> {
  if (kept === undefined || kept.until < Date.now()) {
    const models = listModels().then((all) =>
      all.flatMap(({ current, manifest }) => (current && manifest !== undefined ? [manifest] : [])),
    )
    kept = { models, until: Date.now() + KEPT_MS }
  }
  // What lies there but cannot be read is told by the cycle.
  return kept.models.catch(() => [])
}

function modelOf(manifest: Manifest, xgboost_problem: string | null): Models[number] {
  const { model_name, model_version, origin, trained_at, training, voices, fusion } = manifest
  return {
    ...{ model_name, model_version, origin, trained_at, rows: training.rows },
    voices: [
      ...VOICE_NAMES.map((voice) => {
        const weight = voices[voice]?.weight ?? null
        return { voice, weight, why_not: weight === null ? whyNot(voice, manifest, xgboost_problem) : '' }
      }),
      // Whether the fingerprint fits the claim is no file of the model, and speaks with the others.
      coherenceOf(fusion),
    ],
  }
}

function coherenceOf({ weights }: Manifest['fusion']): Models[number]['voices'][number] {
  const weight = weights['coherence'] ?? null
  return { voice: 'coherence', weight, why_not: weight === null ? 'The model was trained without it.' : '' }
}

function whyNot(voice: string, { training, origin }: Manifest, xgboost_problem: string | null): string {
  if (voice !== 'xgboost') return 'The model was trained without it.'
  if (xgboost_problem !== null) return `Not available: ${xgboost_problem}.`
  const labels = Object.values(training.labels)
  const told = labels.reduce((sum, { human, bot }) => sum + human + bot, 0)
  const where = origin === 'bundled' ? 'the model that comes with the product' : 'its training'
  return `It learns from labels; ${where} had ${told} of them.`
}

function countsOf(cycle: CycleCounts): NonNullable<DetectionHealth['last_cycle']> {
  const { flagged, explained, known_bots, verified_crawlers, duration_ms, steps_ms, failed_steps } = cycle
  return { flagged, explained, known_bots, verified_crawlers, duration_ms, steps_ms, failed_steps }
}

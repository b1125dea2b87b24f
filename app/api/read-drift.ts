import { countNewJa4s } from '#db/clickhouse/scores/count-new-ja4s.ts'
import { listCycleBuckets } from '#db/clickhouse/scores/list-cycle-buckets.ts'
import type { Drift } from '#db/model/drift.ts'
import { NotFound } from '#db/model/errors.ts'
import { measureDrift } from '#ml/drift/measure-drift.ts'
import type { Manifest } from '#ml/score/manifest.ts'
import { listModels } from '#ml/score/list-models.ts'
import { manifestOf } from '#ml/score/model-store.ts'

const DAY_MS = 86_400_000
/** JA4s are remembered for 30 days: the first of them would all be new. */
const JA4_DAYS = 14
const CYCLE_DAYS = 2
const BUCKET_S = 1800
/** Measuring reads a day of scores; nothing changes within a minute. */
const KEPT_MS = 60_000

const kept = new Map<string, { at: number; drift: Promise<Drift> }>()

/** What has changed since this model was trained; the current one for whole connections, unless named. */
export async function readDrift(model_version: string | undefined, now = new Date()): Promise<Drift> {
  const manifest = model_version === undefined ? await currentManifest() : await manifestOf(model_version)
  if (manifest === undefined) throw new NotFound('There is no such model, or it cannot be read.')
  const known = kept.get(manifest.model_version)
  if (known !== undefined && now.getTime() - known.at < KEPT_MS) return known.drift
  const drift = readAnew(manifest, now)
  kept.set(manifest.model_version, { at: now.getTime(), drift })
  // A failure is told to those who wait for it now, and not to the next.
  drift.catch(() => kept.delete(manifest.model_version))
  return drift
}

async function currentManifest(): Promise<Manifest | undefined> {
  const current = (await listModels()).flatMap(({ manifest, current }) => (current && manifest ? [manifest] : []))
  return current.find(({ model_name }) => model_name === 'complet') ?? current[0]
}

async function readAnew(manifest: Manifest, now: Date): Promise<Drift> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS).toISOString()
  const [{ rows, features, drift_one_way, is_adversarial_drift, anomaly_rate, rate_changed }, new_ja4s, cycles] =
    await Promise.all([
      measureDrift({ model: { manifest }, now }),
      countNewJa4s({ since: before(JA4_DAYS) }),
      listCycleBuckets({ since: before(CYCLE_DAYS), bucket_seconds: BUCKET_S }),
    ])
  const { model_name, model_version, trained_at } = manifest
  return {
    asked_at: now.toISOString(),
    ...{ model_name, model_version, trained_at },
    ...{ rows, features, drift_one_way, is_adversarial_drift, anomaly_rate, rate_changed },
    new_ja4s,
    cycles: { bucket_seconds: BUCKET_S, data: cycles },
  }
}

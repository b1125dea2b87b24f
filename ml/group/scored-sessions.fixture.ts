import type { Score } from '#db/clickhouse/scores/insert-scores.ts'
import { FEATURE_NAMES } from '../features.ts'
import { gaussian } from '../train/gaussian.ts'
import type { Random } from '../train/random.ts'
import type { GroupModel } from './group-model.ts'

const HOUR_MS = 3_600_000

/** People's features are standard normal numbers here, so a feature's value is its distance from people. */
export const STANDARD_MODEL: GroupModel = {
  manifest: {
    feature_names: FEATURE_NAMES,
    baseline: {
      medians: FEATURE_NAMES.map(() => 0),
      iqrs: FEATURE_NAMES.map(() => 1.349),
      standard_deviations: FEATURE_NAMES.map(() => 1),
    },
  },
}

/** Where a tool differs from people: some of its features lie 4 deviations away. */
export function toolOf(random: Random): number[] {
  return FEATURE_NAMES.map(() => (random() < 0.3 ? (random() < 0.5 ? -4 : 4) : 0))
}

interface Given {
  /** Distinguishes addresses and sessions of one test. */
  place: number
  at: Date
  centre: readonly number[]
  spread: number
  threat_level?: Score['threat_level']
  random: Random
}

/** A scored session around a centre. */
export function scoredSession({ place, at, centre, spread, threat_level = 'HIGH', random }: Given): Score {
  const window = Math.floor(at.getTime() / HOUR_MS)
  const window_start = new Date(window * HOUR_MS).toISOString()
  return {
    window_start,
    src_ip: `198.51.${Math.floor(place / 250)}.${(place % 250) + 1}`,
    ja4: 't13d1516h2_8daaf6152771_02713d6af862',
    host: 'shop.example',
    session_id: `${window.toString(16)}-${place.toString(16).padStart(32, '0')}`,
    started_at: at.toISOString(),
    ended_at: new Date(at.getTime() + 60_000).toISOString(),
    anomaly_score: 0.9,
    raw_anomaly_score: 3,
    threat_level,
    model_name: 'complet',
    model_version: 'test',
    scored_at: new Date(at.getTime() + 120_000).toISOString(),
    hits: 20,
    features: centre.map((value) => value + spread * gaussian(random)),
  }
}

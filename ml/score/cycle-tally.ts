import { isFlagged } from '#db/model/threat-level.ts'
import type { JudgedRow } from './judge-rows.ts'
import { rankCorrelation } from './rank-correlation.ts'

const VOICES = ['eif_score', 'ae_recon_error', 'knn_distance', 'xgb_prob', 'fingerprint_coherence_score'] as const
/** Correlations are of the first so many sessions. */
const SAMPLE_MAX = 20_000

type Sampled = Record<(typeof VOICES)[number] | 'anomaly_score', number[]>

/** What a cycle counts over all its batches. */
export class CycleTally {
  scored = 0
  anomalous = 0
  flagged = 0
  known_bots = 0
  verified_crawlers = 0
  /** What the cycle leaves to the next one, in sentences. */
  readonly left: string[] = []
  readonly scored_by: Record<string, number> = {}
  private readonly sample: Sampled = {
    ...{ anomaly_score: [], eif_score: [], ae_recon_error: [], knn_distance: [], xgb_prob: [] },
    fingerprint_coherence_score: [],
  }

  add(rows: readonly JudgedRow[]): void {
    for (const { score, decision } of rows) {
      const { threat_level, decided_by } = decision
      this.scored += 1
      this.scored_by[score.model_version] = (this.scored_by[score.model_version] ?? 0) + 1
      if (threat_level === 'HIGH' || threat_level === 'CRITICAL') this.anomalous += 1
      if (isFlagged(threat_level)) this.flagged += 1
      if (decided_by === 'known_bot') this.known_bots += 1
      if (decided_by === 'verified_crawler') this.verified_crawlers += 1
      if (this.sample.anomaly_score.length >= SAMPLE_MAX) continue
      this.sample.anomaly_score.push(score.anomaly_score)
      for (const voice of VOICES) this.sample[voice].push(score[voice] ?? NaN)
    }
  }

  /** Share of the scored sessions at HIGH or CRITICAL. */
  get anomaly_rate(): number {
    return this.scored === 0 ? 0 : this.anomalous / this.scored
  }

  /** Rank correlation of each voice that spoke with the final score. */
  get voice_correlation(): Record<string, number> {
    const all = VOICES.map((voice) => [voice, rankCorrelation(this.sample[voice], this.sample.anomaly_score)] as const)
    return Object.fromEntries(all.filter(([, correlation]) => !Number.isNaN(correlation)))
  }
}

import type { Score } from '#db/clickhouse/scores/insert-scores.ts'
import type { UnscoredRow } from '#db/clickhouse/scores/list-unscored-features.ts'
import type { Judgement, SessionEvidence } from '#db/model/evidence.ts'
import type { ThreatLevel } from '#db/model/threat-level.ts'
import type { BrowserProfile } from '#db/model/browser-profile.ts'
import { judgeCoherence } from '../coherence/judge-coherence.ts'
import type { ChallengeBook } from '../rule-layer/challenge-book.ts'
import { decideLevel, type Decision } from '../rule-layer/decide-level.ts'
import type { CrawlerCheck } from '../rule-layer/find-crawlers.ts'
import type { CycleModels } from './cycle-models.ts'
import type { CycleSteps } from './cycle-steps.ts'
import { featureMatrixOf } from './feature-matrix.ts'
import type { OpenModel } from './open-model.ts'
import { threatLevelOf } from './threat-level.ts'

/** What is known of an hour beside its features. */
export interface WindowFacts {
  evidence: ReadonlyMap<string, SessionEvidence>
  /** The gravest that a rule says, by session_id. */
  rule_levels: ReadonlyMap<string, ThreatLevel>
  challenges: ChallengeBook
  crawlers: CrawlerCheck
  profiles: readonly BrowserProfile[]
}

export interface JudgedRow {
  row: UnscoredRow
  evidence: SessionEvidence
  judgement: Judgement
  /** By the model alone. */
  model_level: ThreatLevel
  decision: Decision
  score: Score
}

/** Voices, coherence and level of each row, in no particular order. A session that began after the evidence was read is left to the next cycle. */
export async function judgeRows(
  rows: readonly UnscoredRow[],
  models: CycleModels,
  facts: WindowFacts,
  { steps, now }: { steps: CycleSteps; now: Date },
): Promise<JudgedRow[]> {
  const seen = await steps.time('coherence', () =>
    rows.flatMap((row) => {
      const evidence = facts.evidence.get(row.session_id)
      if (evidence === undefined) return []
      return [{ row, evidence, judgement: judgeCoherence(evidence, row.features, facts.profiles) }]
    }),
  )
  const judged: JudgedRow[] = []
  for (const [model, own] of groupedByModel(seen, models)) {
    const scored = await steps.time('model', () => scoreSeen(model, own, now))
    judged.push(...(await steps.time('rule_layer', () => decideAll(scored, facts))))
  }
  return judged
}

type Seen = Pick<JudgedRow, 'row' | 'evidence' | 'judgement'>
type Scored = Seen &
  Pick<JudgedRow, 'model_level'> & { opinion: Omit<Score, keyof Decision>; learnt_browsers: readonly string[] }

/** Behind a CDN or proxy, TCP, TLS and HTTP/2 are the proxy's: the model without them speaks; also where none of them is known. */
function isApplicatif({ behind_proxy, has_syn, has_tls, has_h2 }: SessionEvidence): boolean {
  return behind_proxy || !(has_syn || has_tls || has_h2)
}

function groupedByModel(seen: readonly Seen[], { complet, applicatif }: CycleModels): Map<OpenModel, Seen[]> {
  const groups = new Map<OpenModel, Seen[]>()
  for (const each of seen) {
    const model = isApplicatif(each.evidence) ? applicatif : complet
    const own = groups.get(model)
    if (own === undefined) groups.set(model, [each])
    else own.push(each)
  }
  return groups
}

async function scoreSeen(model: OpenModel, seen: readonly Seen[], now: Date): Promise<Scored[]> {
  const { model_name, model_version, feature_names, thresholds, human_medians } = model.manifest
  const learnt_browsers = Object.keys(human_medians)
  const matrix = featureMatrixOf(
    seen.map(({ row }) => row),
    feature_names,
  )
  const coherence = Float32Array.from(seen, ({ judgement }) => judgement.fingerprint_coherence_score)
  const { voices, raw_anomaly_score, anomaly_score, bot_probability } = await model.score(matrix, coherence)
  return seen.map(({ row, evidence, judgement }, at) => {
    const own_score = Math.min(1, Math.max(0, anomaly_score[at] ?? 0))
    const opinion = {
      ...row,
      anomaly_score: own_score,
      raw_anomaly_score: raw_anomaly_score[at] ?? NaN,
      bot_probability: bot_probability[at] ?? NaN,
      eif_score: voices.eif[at] ?? NaN,
      ae_recon_error: voices.autoencoder[at] ?? NaN,
      knn_distance: voices.knn[at] ?? NaN,
      xgb_prob: voices.xgboost[at] ?? NaN,
      fingerprint_coherence_score: judgement.fingerprint_coherence_score,
      coherence_axes: judgement.coherence_axes,
      claimed_browser: evidence.claimed_browser,
      browser_family: judgement.browser_family,
      browser_confidence: judgement.browser_confidence,
      ...{ model_name, model_version, scored_at: now.toISOString() },
    }
    return { row, evidence, judgement, model_level: threatLevelOf(own_score, thresholds), opinion, learnt_browsers }
  })
}

async function decideAll(scored: readonly Scored[], facts: WindowFacts): Promise<JudgedRow[]> {
  const crawlers = await facts.crawlers.find(scored.map(({ evidence }) => evidence))
  return scored.map(({ opinion, learnt_browsers, ...seen }, at) => {
    const { row, evidence, judgement, model_level } = seen
    const decision = decideLevel({
      ...{ level: model_level, evidence, judgement, learnt_browsers },
      bot_probability: opinion.bot_probability ?? NaN,
      crawler: crawlers[at] ?? { name: '', proof: 'unknown' },
      challenge: facts.challenges.of(row.src_ip, row.host),
      rule_level: facts.rule_levels.get(row.session_id),
    })
    return { ...seen, decision, score: { ...opinion, ...decision } }
  })
}

import { insertScores } from '#db/clickhouse/scores/insert-scores.ts'
import { listChallengeRecords } from '#db/clickhouse/scores/list-challenge-records.ts'
import { listRuleLevels } from '#db/clickhouse/scores/list-rule-levels.ts'
import { listSessionEvidence } from '#db/clickhouse/scores/list-session-evidence.ts'
import { streamUnscoredFeatures, type UnscoredRow } from '#db/clickhouse/scores/list-unscored-features.ts'
import type { BrowserProfile } from '#db/model/browser-profile.ts'
import { ChallengeBook } from '../rule-layer/challenge-book.ts'
import type { CrawlerCheck } from '../rule-layer/find-crawlers.ts'
import { versionsOf, type CycleModels } from './cycle-models.ts'
import type { CycleSteps } from './cycle-steps.ts'
import type { CycleTally } from './cycle-tally.ts'
import { flagRows, saidOf } from './flag-rows.ts'
import { judgeRows, type WindowFacts } from './judge-rows.ts'

const BATCH_ROWS = 4096
/** With fewer sessions their evidence alone is asked for, not the whole hour's. */
const FEW = 500

export interface CycleWork {
  models: CycleModels
  crawlers: CrawlerCheck
  profiles: readonly BrowserProfile[]
  steps: CycleSteps
  tally: CycleTally
  now: Date
  /** By performance.now(): no further batch is begun then. */
  ends_at: number
}

/**
 * Scores what is unscored of an hour, batch by batch. What a person should look at is written first, then the score, which
 * says that the session is done: stopped anywhere, the next cycle goes on. Answers whether the hour is done; one batch of
 * it is, however late it is.
 */
export async function scoreWindow(window_start: string, work: CycleWork): Promise<boolean> {
  const { models, steps, tally, now } = work
  const batches = streamUnscoredFeatures({ window_start, model_versions: versionsOf(models) }, BATCH_ROWS)
  let facts: WindowFacts | undefined
  let said: Awaited<ReturnType<typeof saidOf>> | undefined
  for (;;) {
    const next = await steps.time('features', () => batches.next())
    if (next.done === true) return true
    if (facts !== undefined && performance.now() > work.ends_at) {
      await batches.return()
      return false
    }
    const rows = next.value
    facts ??= await steps.time('evidence', () => factsOf(window_start, rows, work))
    const judged = await judgeRows(rows, models, facts, { steps, now })
    await steps.time('write', async () => {
      said ??= await saidOf(window_start)
      await flagRows(judged, said, now)
      await insertScores(judged.map(({ score }) => score))
    })
    tally.add(judged)
  }
}

async function factsOf(window_start: string, rows: readonly UnscoredRow[], work: CycleWork): Promise<WindowFacts> {
  const session_ids = rows.length < FEW ? rows.map(({ session_id }) => session_id) : []
  const [evidence, rule_levels, challenges] = await Promise.all([
    listSessionEvidence({ window_start, session_ids }),
    listRuleLevels({ window_start }),
    listChallengeRecords({ window_start }),
  ])
  return {
    evidence: new Map(evidence.map((each) => [each.session_id, each])),
    rule_levels: new Map(rule_levels.map(({ session_id, threat_level }) => [session_id, threat_level])),
    challenges: new ChallengeBook(challenges),
    crawlers: work.crawlers,
    profiles: work.profiles,
  }
}

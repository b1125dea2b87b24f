import { insertAnomalies, type Anomaly } from '#db/clickhouse/scores/insert-anomalies.ts'
import { listFlaggedFacts, type FlaggedFacts } from '#db/clickhouse/scores/list-flagged-facts.ts'
import { listModelAnomalies } from '#db/clickhouse/scores/list-model-anomalies.ts'
import { isFlagged, rankOf } from '#db/model/threat-level.ts'
import type { JudgedRow } from './judge-rows.ts'

/** A parameter has 128 KB at most, and the longest addresses take some 50 bytes each. */
const ADDRESSES_AT_ONCE = 2000
const LEVELS = ['LOW', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const

type Said = Map<string, { first_detected_at: string; flagged: boolean }>

/** What was said of an hour's sessions before. Asked only when something may have to be said. */
export async function saidOf(window_start: string): Promise<Said> {
  const rows = await listModelAnomalies({ window_start })
  return new Map(
    rows.map(({ session_id, first_detected_at, threat_level }) => [
      session_id,
      { first_detected_at, flagged: isFlagged(threat_level) },
    ]),
  )
}

/**
 * Says of each flagged session that a person should look at it, and takes back what was said of one that is not flagged
 * any more: its row then has level LOW. Reasons are added later.
 */
export async function flagRows(rows: readonly JudgedRow[], said: Said, now: Date): Promise<void> {
  const told = rows.filter(
    ({ row, decision }) => isFlagged(decision.threat_level) || said.get(row.session_id)?.flagged === true,
  )
  if (told.length === 0) return
  const facts = await factsOf(told)
  await insertAnomalies(told.map((judged) => anomalyOf(judged, { said, now, facts })))
}

/** By address. The rows are of one hour. */
async function factsOf(told: readonly JudgedRow[]): Promise<Map<string, FlaggedFacts>> {
  const window_start = told[0]?.row.window_start ?? ''
  const src_ips = [...new Set(told.map(({ row }) => row.src_ip))]
  const facts = new Map<string, FlaggedFacts>()
  for (let from = 0; from < src_ips.length; from += ADDRESSES_AT_ONCE) {
    const part = src_ips.slice(from, from + ADDRESSES_AT_ONCE)
    for (const row of await listFlaggedFacts({ window_start, src_ips: part })) facts.set(row.src_ip, row)
  }
  return facts
}

interface Told {
  said: Said
  now: Date
  facts: ReadonlyMap<string, FlaggedFacts>
}

function anomalyOf({ row, evidence, decision, score }: JudgedRow, { said, now, facts }: Told): Anomaly {
  const { window_start, src_ip, ja4, host, session_id, hits, campaign_id } = row
  const { anomaly_score, raw_anomaly_score, bot_probability, model_name, model_version, browser_family } = score
  const { threat_level, decided_by, bot_name, anubis_bot_name, anubis_bot_action } = decision
  const own = facts.get(src_ip)
  const detected_at = now.toISOString()
  const network = own && {
    asn_number: own.asn_number,
    asn_org: own.asn_org,
    asn_detail: own.asn_detail,
    asn_domain: own.asn_domain,
    asn_label: own.asn_label,
    country_code: own.country_code,
  }
  return {
    ...{ detected_at, first_detected_at: said.get(session_id)?.first_detected_at ?? detected_at },
    ...{ window_start, src_ip, ja4, host, session_id, hits, campaign_id, rule: '' },
    ...{ anomaly_score, raw_anomaly_score, bot_probability, model_name, model_version, browser_family },
    ...{ bot_name, anubis_bot_name, anubis_bot_action },
    threat_level: LEVELS[rankOf(threat_level)] ?? 'LOW',
    recurrence: (own?.recurred[ja4] ?? 0) + 1,
    reason: decided_by === 'false_crawler' ? FALSE_CRAWLER : isFlagged(threat_level) ? '' : 'No longer flagged.',
    ...network,
    country_code: network?.country_code ?? evidence.country_code,
  }
}

const FALSE_CRAWLER = 'Says that it is a crawler whose operator does not know this address.'

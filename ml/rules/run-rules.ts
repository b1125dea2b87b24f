import { insertAnomalies, type Anomaly } from '#db/clickhouse/scores/insert-anomalies.ts'
import { listAnomalyFacts, type AnomalyFacts } from '#db/clickhouse/rules/list-anomaly-facts.ts'
import { listRuleAnomalies } from '#db/clickhouse/rules/list-rule-anomalies.ts'
import type { RuleName } from '#db/model/rule.ts'
import { thresholds, type Thresholds } from './config.ts'
import { findAll } from './find-all.ts'
import type { Finding } from './finding.ts'
import { beginOfLook } from './late-rows.ts'
import { toleratedClients, clientOf } from './tolerated-clients.ts'

const KEYS_AT_ONCE = 2000

export interface RulesOptions {
  now?: Date
  /** Looks at hours from then on; the last two and those of the last 24 that got rows since they were looked at, unless given. */
  since?: Date
  /** Looks at all of the last 24 hours. */
  whole_day?: boolean
  limits?: Thresholds
  /** Clients (`clientOf`) that are left out; those that an analyst tolerates, unless given. */
  tolerated?: ReadonlySet<string>
}

export interface RulesResult {
  state: 'ran' | 'busy'
  /** Sessions (or clients without one) that rules speak of now. */
  flagged: number
  /** Of those, what was not said in the same words before, and is now. */
  written: number
  by_rule: Partial<Record<RuleName, number>>
  /** Known crawlers and tolerated clients. */
  left_out: number
  /** Rules that found more than one pass takes; the gravest were taken. */
  capped: RuleName[]
  duration_ms: number
}

declare global {
  // Routes and schedule are bundled apart: what must exist once per process lives here.
  var vigie_rules_running: boolean | undefined
}

/** Every rule over the newest hours. Says again only what grew; what it says stands on the hour's counts, not on when it ran. */
export async function runRules({
  now = new Date(),
  since,
  whole_day = false,
  limits = thresholds,
  tolerated,
}: RulesOptions = {}): Promise<RulesResult> {
  const began = performance.now()
  const nothing = { flagged: 0, written: 0, by_rule: {}, left_out: 0, capped: [] }
  if (globalThis.vigie_rules_running === true) return { state: 'busy', ...nothing, duration_ms: 0 }
  globalThis.vigie_rules_running = true
  try {
    const { from, done } = since === undefined ? await beginOfLook(now, whole_day) : { from: since, done: undefined }
    const { findings, capped } = await findAll(from, limits)
    const allowed = findings.length === 0 ? [] : await withoutKnown(findings, tolerated ?? (await toleratedClients()))
    const written = await writeNew(allowed, { from, now })
    done?.()
    const by_rule: RulesResult['by_rule'] = {}
    for (const { finding } of allowed) by_rule[finding.rule] = (by_rule[finding.rule] ?? 0) + 1
    const left_out = findings.length - allowed.length
    const duration_ms = Math.round(performance.now() - began)
    return { state: 'ran', flagged: allowed.length, written, by_rule, left_out, capped, duration_ms }
  } finally {
    globalThis.vigie_rules_running = false
  }
}

interface Known {
  finding: Finding
  facts: AnomalyFacts
}

/** Known crawlers, by their published addresses, and what an analyst tolerates are left out. */
async function withoutKnown(findings: readonly Finding[], tolerated: ReadonlySet<string>): Promise<Known[]> {
  const facts = new Map<string, AnomalyFacts>()
  for (let at = 0; at < findings.length; at += KEYS_AT_ONCE) {
    const keys = findings.slice(at, at + KEYS_AT_ONCE)
    const rows = await listAnomalyFacts({
      windows: keys.map(({ window_start }) => window_start),
      src_ips: keys.map(({ src_ip }) => src_ip),
      ja4s: keys.map(({ ja4 }) => ja4),
      hosts: keys.map(({ host }) => host),
    })
    for (const row of rows) facts.set(sessionOf(row), row)
  }
  return findings.flatMap((finding) => {
    const of_session = facts.get(sessionOf(finding))
    if (of_session?.crawler !== '' || tolerated.has(clientOf(finding))) return []
    return [{ finding, facts: of_session }]
  })
}

function sessionOf({ window_start, src_ip, ja4, host }: Pick<Finding, 'window_start' | 'src_ip' | 'ja4' | 'host'>) {
  return JSON.stringify([window_start, src_ip, ja4, host])
}

async function writeNew(known: readonly Known[], { from, now }: { from: Date; now: Date }): Promise<number> {
  if (known.length === 0) return 0
  const said = new Map(
    (await listRuleAnomalies({ since: from.toISOString() })).map((row) => [`${row.rule} ${sessionOf(row)}`, row]),
  )
  const rows = known.flatMap(({ finding, facts }): Anomaly[] => {
    const before = said.get(`${finding.rule} ${sessionOf(finding)}`)
    if (before?.reason === finding.reason && before.threat_level === finding.threat_level) return []
    const { session_id, hits, recurred, bot_name, asn_number, asn_org, asn_detail, asn_domain, asn_label } = facts
    return [
      {
        ...finding,
        detected_at: now.toISOString(),
        first_detected_at: before?.first_detected_at ?? now.toISOString(),
        recurrence: recurred + 1,
        ...{ session_id, hits, bot_name, asn_number, asn_org, asn_detail, asn_domain, asn_label },
        country_code: facts.country_code,
      },
    ]
  })
  await insertAnomalies(rows)
  return rows.length
}

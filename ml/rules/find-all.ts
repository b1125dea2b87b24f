import { listAttackPayloads } from '#db/clickhouse/rules/list-attack-payloads.ts'
import { listIdleConnections } from '#db/clickhouse/rules/list-idle-connections.ts'
import { listJa4Rotations } from '#db/clickhouse/rules/list-ja4-rotations.ts'
import { listPathProbes } from '#db/clickhouse/rules/list-path-probes.ts'
import { listRequestFloods } from '#db/clickhouse/rules/list-request-floods.ts'
import { listSignInTries } from '#db/clickhouse/rules/list-sign-in-tries.ts'
import { listStuffedSignIns } from '#db/clickhouse/rules/list-stuffed-sign-ins.ts'
import type { RuleName } from '#db/model/rule.ts'
import type { Thresholds } from './config.ts'
import type { Finding } from './finding.ts'
import { judgeConnections } from './judge-connections.ts'
import { judgeAttacks, judgeFloods, judgeProbes, judgeRotations } from './judge-requests.ts'
import { judgeSignIns, judgeStuffing } from './judge-sign-ins.ts'

/** Sessions that one rule takes in a pass, the gravest first. */
const LIMIT = 20_000
/** No address does so much: a switched-off half of a query. */
const NEVER = 4_294_967_295

/** What every rule that is switched on says of the hours since a time; one after the other, so that the store has air. */
export async function findAll(from: Date, limits: Thresholds): Promise<{ findings: Finding[]; capped: RuleName[] }> {
  const since = from.toISOString()
  const limit = LIMIT
  const findings = new Map<string, Finding>()
  const capped: RuleName[] = []
  const take = (rule: RuleName, rows: number, found: readonly Finding[]) => {
    if (rows === LIMIT) capped.push(rule)
    for (const each of found) {
      const key = JSON.stringify([each.rule, each.window_start, each.src_ip, each.ja4, each.host])
      // A session that two queries of one rule speak of is told by the graver.
      const before = findings.get(key)
      if (before === undefined || (before.threat_level !== 'CRITICAL' && each.threat_level === 'CRITICAL')) {
        findings.set(key, each)
      }
    }
  }
  if (limits.stuffing_addresses > 0) {
    const rows = await listStuffedSignIns({ since, limit, addresses_min: limits.stuffing_addresses })
    take('credential_stuffing', rows.length, judgeStuffing(rows, limits))
  }
  if (limits.sign_ins_refused > 0) {
    const rows = await listSignInTries({ since, limit, refused_min: limits.sign_ins_refused })
    take('brute_force', rows.length, judgeSignIns(rows, limits))
  }
  if (limits.attacks > 0) {
    const rows = await listAttackPayloads({ since, limit, attacks_min: limits.attacks })
    take('attack_payload', rows.length, judgeAttacks(rows, limits))
  }
  if (limits.paths_missed > 0) {
    const rows = await listPathProbes({ since, limit, missed_min: limits.paths_missed })
    take('path_scan', rows.length, judgeProbes(rows, limits))
  }
  if (limits.ja4s > 0) {
    const rows = await listJa4Rotations({ since, limit, ja4s_min: Math.max(2, limits.ja4s) })
    take('ja4_rotation', rows.length, judgeRotations(rows))
  }
  if (limits.requests_a_minute > 0 || limits.flood_a_minute > 0) {
    const machine_min = limits.requests_a_minute || NEVER
    const rows = await listRequestFloods({ since, limit, machine_min, any_min: limits.flood_a_minute || NEVER })
    take('request_rate', rows.length, judgeFloods(rows, limits))
  }
  if (limits.slow_connections > 0 || limits.ports > 0) {
    const slow_min = limits.slow_connections || NEVER
    const rows = await listIdleConnections({ since, limit, slow_min, ports_min: limits.ports || NEVER })
    take(limits.slow_connections > 0 ? 'slowloris' : 'connection_scan', rows.length, judgeConnections(rows, limits))
  }
  return { findings: [...findings.values()], capped }
}

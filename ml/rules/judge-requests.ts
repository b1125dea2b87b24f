import type { AttackPayloads } from '#db/clickhouse/rules/list-attack-payloads.ts'
import type { Ja4Rotation } from '#db/clickhouse/rules/list-ja4-rotations.ts'
import type { PathProbes } from '#db/clickhouse/rules/list-path-probes.ts'
import type { RequestFlood } from '#db/clickhouse/rules/list-request-floods.ts'
import type { Thresholds } from './config.ts'
import { counted, spanWords, type Finding } from './finding.ts'

export function judgeProbes(rows: readonly PathProbes[], { paths_missed: limit }: Thresholds): Finding[] {
  return rows.map((row) => {
    const { window_start, src_ip, ja4, host, hits, missed_paths, misses, alike_paths } = row
    const is_missing = missed_paths >= limit
    const paths = is_missing ? missed_paths : alike_paths
    return {
      rule: 'path_scan',
      ...{ window_start, src_ip, ja4, host },
      threat_level: paths >= (is_missing ? 5 : 25) * limit ? 'HIGH' : 'MEDIUM',
      rule_counts: { requests: hits, missed_paths, misses, alike_paths },
      reason: is_missing
        ? `${missed_paths} different paths that are not there, in ${counted(hits, 'request')} ${spanWords([row])}.`
        : `${alike_paths} different paths that all got the same answer, in ${counted(hits, 'request')} ${spanWords([row])}; no page leads to them.`,
    }
  })
}

export function judgeAttacks(rows: readonly AttackPayloads[], { attacks: limit }: Thresholds): Finding[] {
  return rows.map((row) => {
    const { window_start, src_ip, ja4, host, hits, attacks, probes } = row
    const said = [
      ...(attacks > 0 ? [`${counted(attacks, 'different request')} with attack characters`] : []),
      ...(probes > 0 ? [`${counted(probes, 'path')} that attackers look for and that are not there`] : []),
    ]
    return {
      rule: 'attack_payload',
      ...{ window_start, src_ip, ja4, host },
      threat_level: attacks >= 10 * limit ? 'CRITICAL' : attacks >= limit ? 'HIGH' : 'MEDIUM',
      rule_counts: { requests: hits, attacks, probes },
      reason: `${said.join(' and ')}, ${spanWords([row])}.`,
    }
  })
}

export function judgeRotations(rows: readonly Ja4Rotation[]): Finding[] {
  return rows.map((row) => {
    const { window_start, src_ip, ja4, host, ja4s, user_agents, ja4s_of_one_agent, requests } = row
    return {
      rule: 'ja4_rotation',
      ...{ window_start, src_ip, ja4, host },
      threat_level: 'HIGH',
      rule_counts: { ja4s, user_agents, ja4s_of_one_agent, requests },
      reason: `The address had ${ja4s} JA4s in ${counted(requests, 'request')} and ${counted(user_agents, 'user agent')}, one of which with ${ja4s_of_one_agent} of them.`,
    }
  })
}

export function judgeFloods(rows: readonly RequestFlood[], limits: Thresholds): Finding[] {
  return rows.map(({ window_start, src_ip, ja4, host, hits, requests_in_a_minute }) => ({
    rule: 'request_rate',
    ...{ window_start, src_ip, ja4, host },
    threat_level:
      limits.flood_a_minute > 0 && requests_in_a_minute >= limits.flood_a_minute
        ? 'CRITICAL'
        : requests_in_a_minute >= 5 * limits.requests_a_minute
          ? 'HIGH'
          : 'MEDIUM',
    rule_counts: { requests: hits, requests_in_a_minute },
    reason: `${requests_in_a_minute} requests of the address in one minute, ${hits} of this session in the hour.`,
  }))
}

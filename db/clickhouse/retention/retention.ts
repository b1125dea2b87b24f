import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { config, type KeepSetting } from '#db/config.ts'

/** Which setting says how long a table's rows live; the hourly aggregates and the screens' minutes share one. */
const SETTING_OF: Record<string, KeepSetting> = {
  'ja4_logs.http_logs_raw': 'VIGIE_KEEP_RAW_HOURS',
  'ja4_logs.http_logs': 'VIGIE_KEEP_REQUESTS_DAYS',
  'ja4_logs.dead_letters': 'VIGIE_KEEP_DEAD_LETTERS_DAYS',
  'ja4_processing.agg_host_ip_ja4_1h': 'VIGIE_KEEP_AGGREGATES_DAYS',
  'ja4_processing.agg_request_timing_1h': 'VIGIE_KEEP_AGGREGATES_DAYS',
  'ja4_processing.agg_header_fingerprint_1h': 'VIGIE_KEEP_AGGREGATES_DAYS',
  'ja4_processing.agg_ip_behavior_1h': 'VIGIE_KEEP_AGGREGATES_DAYS',
  'ja4_processing.agg_client_claims_1h': 'VIGIE_KEEP_AGGREGATES_DAYS',
  'ja4_processing.agg_ip_connections_1h': 'VIGIE_KEEP_AGGREGATES_DAYS',
  'ja4_processing.agg_traffic_1m': 'VIGIE_KEEP_AGGREGATES_DAYS',
  'ja4_processing.seen_ip_ja4_1d': 'VIGIE_KEEP_AGGREGATES_DAYS',
  'ja4_processing.bot_rates_1h': 'VIGIE_KEEP_AGGREGATES_DAYS',
  'ja4_processing.challenge_results': 'VIGIE_KEEP_AGGREGATES_DAYS',
  'ja4_processing.agg_ip_behavior_1m': 'VIGIE_KEEP_MINUTES_DAYS',
  'ja4_processing.ml_all_scores': 'VIGIE_KEEP_SCORES_DAYS',
  'ja4_processing.ml_detected_anomalies': 'VIGIE_KEEP_ANOMALIES_DAYS',
  'ja4_processing.campaigns': 'VIGIE_KEEP_ANOMALIES_DAYS',
  'ja4_processing.campaign_members': 'VIGIE_KEEP_ANOMALIES_DAYS',
  'ja4_processing.fleet_detections': 'VIGIE_KEEP_FLEETS_DAYS',
  'ja4_processing.cross_domain_scans': 'VIGIE_KEEP_FLEETS_DAYS',
  'ja4_processing.ml_performance_metrics': 'VIGIE_KEEP_METRICS_DAYS',
  'ja4_processing.label_snapshots': 'VIGIE_KEEP_LABELS_DAYS',
}

export interface Retention {
  table: string
  setting: KeepSetting
  wanted: number
  /** In the setting's unit; null when the table keeps its rows for ever or in another unit. */
  current: number | null
  /** The instant from which a row's life counts, as SQL. */
  counted_from: string
  unit: 'Hour' | 'Day'
}

const Tables = z.array(z.object({ name: z.string(), engine_full: z.string() }))
const TTL = /\bTTL (.+?) \+ toInterval(Hour|Day)\((\d+)\)(?: SETTINGS|$)/

/** What each table of the store says of its rows' life, beside what the configuration wants. */
export async function readRetention(client: ClickHouseClient): Promise<Retention[]> {
  const answer = await client.query({
    query: `SELECT concat(database, '.', name) AS name, engine_full FROM system.tables
      WHERE database IN ('ja4_logs', 'ja4_processing') AND engine LIKE '%MergeTree' ORDER BY name`,
    format: 'JSONEachRow',
  })
  return Tables.parse(await answer.json()).flatMap(({ name, engine_full }) => {
    const setting = SETTING_OF[name.replace(/_local$/, '')]
    const [, counted_from, found_unit, found] = TTL.exec(engine_full) ?? []
    if (setting === undefined || counted_from === undefined) return []
    const unit = setting.endsWith('_HOURS') ? 'Hour' : 'Day'
    const current = unit === found_unit ? Number(found) : null
    return [{ table: name, setting, wanted: config.clickhouse.keep[setting], current, counted_from, unit }]
  })
}

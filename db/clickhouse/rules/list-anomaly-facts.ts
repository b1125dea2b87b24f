import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** What an anomaly's row says beside its reason. */
const AnomalyFacts = z.object({
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  /** Empty: there is no session of this key. */
  session_id: z.string(),
  hits: z.number(),
  /** Hours of the last 30 days, other than this one, in which this address with this JA4 was flagged. */
  recurred: z.number(),
  bot_name: z.string(),
  /** The crawler whose published addresses hold this one, `verified` when its name was confirmed; empty: none. */
  crawler: z.string(),
  asn_number: z.number(),
  asn_org: z.string(),
  asn_detail: z.string(),
  asn_domain: z.string(),
  asn_label: z.string(),
  country_code: z.string(),
})
export type AnomalyFacts = z.infer<typeof AnomalyFacts>

/** For each of these keys; the four lists go together, one entry per session. */
export const listAnomalyFacts = defineQuery({
  name: 'listAnomalyFacts',
  params: z.object({
    windows: z.array(z.iso.datetime()),
    src_ips: z.array(z.string()),
    ja4s: z.array(z.string()),
    hosts: z.array(z.string()),
  }),
  row: AnomalyFacts,
  sql: `
    WITH
        keys AS
        (
            SELECT DISTINCT
                toDateTime(assumeNotNull(vigie_time(key.1)), 'UTC') AS hours, toIPv6(key.2) AS address, key.3 AS client, key.4 AS site
            FROM
            (
                SELECT arrayJoin(arrayZip(
                    {windows: Array(String)}, {src_ips: Array(String)}, {ja4s: Array(String)}, {hosts: Array(String)})) AS key
            )
        ),
        sessions AS
        (
            SELECT agg.window_start AS hours, agg.src_ip AS address, toString(agg.ja4) AS client, toString(agg.host) AS site, sum(agg.hits) AS hits
            FROM ja4_processing.agg_host_ip_ja4_1h AS agg
            WHERE (agg.window_start, agg.src_ip, agg.ja4, agg.host) IN keys
            GROUP BY hours, address, client, site
        ),
        history AS
        (
            SELECT flagged.src_ip AS address, toString(flagged.ja4) AS client, groupUniqArray(flagged.window_start) AS flagged_hours
            FROM ja4_processing.ml_detected_anomalies AS flagged
            WHERE (flagged.src_ip, flagged.ja4) IN (SELECT keys.address, keys.client FROM keys)
            GROUP BY address, client
        ),
        verified AS
        (
            SELECT DISTINCT scores.src_ip AS address
            FROM ja4_processing.ml_all_scores AS scores
            WHERE scores.window_start >= (SELECT min(keys.hours) FROM keys) - INTERVAL 1 DAY
              AND scores.decided_by = 'verified_crawler'
              AND scores.src_ip IN (SELECT keys.address FROM keys)
        )
    SELECT
        vigie_time_text(keys.hours) AS window_start,
        vigie_ip_text(keys.address) AS src_ip,
        keys.client AS ja4,
        keys.site AS host,
        if(sessions.hits = 0, '', vigie_session_id(keys.hours, keys.site, keys.address, keys.client)) AS session_id,
        sessions.hits AS hits,
        length(arrayFilter(hour -> hour != keys.hours, history.flagged_hours)) AS recurred,
        firstNonDefault(
            dictGet('ja4_processing.dict_bot_ip', 'bot_name', keys.address),
            dictGet('ja4_processing.dict_bot_ja4', 'bot_name', keys.client)) AS bot_name,
        firstNonDefault(
            dictGet('ja4_processing.dict_crawler_ip', 'crawler', keys.address),
            if(keys.address IN (SELECT verified.address FROM verified), 'verified', '')) AS crawler,
        dictGet('ja4_processing.dict_iplocate_asn', 'asn', keys.address) AS asn_number,
        dictGet('ja4_processing.dict_iplocate_asn', 'org', keys.address) AS asn_org,
        dictGet('ja4_processing.dict_iplocate_asn', 'name', keys.address) AS asn_detail,
        dictGet('ja4_processing.dict_iplocate_asn', 'domain', keys.address) AS asn_domain,
        if(asn_number = 0, '', dictGet('ja4_processing.dict_asn_reputation', 'label', toUInt64(asn_number))) AS asn_label,
        dictGet('ja4_processing.dict_iplocate_asn', 'country_code', keys.address) AS country_code
    FROM keys
    LEFT JOIN sessions
        ON sessions.hours = keys.hours AND sessions.address = keys.address AND sessions.client = keys.client AND sessions.site = keys.site
    LEFT JOIN history ON history.address = keys.address AND history.client = keys.client
  `,
})

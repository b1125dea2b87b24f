import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** What the row of a flagged session says of its address. */
const FlaggedFacts = z.object({
  src_ip: z.string(),
  asn_number: z.number(),
  asn_org: z.string(),
  asn_detail: z.string(),
  asn_domain: z.string(),
  asn_label: z.string(),
  country_code: z.string(),
  /** Of each JA4 that it was flagged with: in how many hours other than this one, of the last 30 days. */
  recurred: z.record(z.string(), z.number()),
})
export type FlaggedFacts = z.output<typeof FlaggedFacts>

/** Network and past of these addresses, one row each; thousands at once, since each call reads all that was ever flagged. */
export const listFlaggedFacts = defineQuery({
  name: 'listFlaggedFacts',
  params: z.object({ window_start: z.iso.datetime(), src_ips: z.array(z.string()) }),
  row: FlaggedFacts,
  sql: `
    WITH
        asked AS (SELECT DISTINCT toIPv6(arrayJoin({src_ips: Array(String)})) AS address),
        history AS
        (
            SELECT address, CAST(groupArray((client, hours)), 'Map(String, UInt64)') AS by_client
            FROM
            (
                SELECT flagged.src_ip AS address, toString(flagged.ja4) AS client, uniqExact(flagged.window_start) AS hours
                FROM ja4_processing.ml_detected_anomalies AS flagged
                WHERE flagged.src_ip IN (SELECT address FROM asked)
                  AND flagged.window_start != toDateTime(vigie_time({window_start: String}), 'UTC')
                GROUP BY address, client
            )
            GROUP BY address
        )
    SELECT
        vigie_ip_text(asked.address) AS src_ip,
        dictGet('ja4_processing.dict_iplocate_asn', 'asn', asked.address) AS asn_number,
        dictGet('ja4_processing.dict_iplocate_asn', 'org', asked.address) AS asn_org,
        dictGet('ja4_processing.dict_iplocate_asn', 'name', asked.address) AS asn_detail,
        dictGet('ja4_processing.dict_iplocate_asn', 'domain', asked.address) AS asn_domain,
        if(asn_number = 0, '', dictGet('ja4_processing.dict_asn_reputation', 'label', toUInt64(asn_number))) AS asn_label,
        dictGet('ja4_processing.dict_iplocate_asn', 'country_code', asked.address) AS country_code,
        history.by_client AS recurred
    FROM asked
    LEFT JOIN history ON history.address = asked.address
  `,
})

import { z } from 'zod'
import { CampaignMeasure } from '../../model/campaign-severity.ts'
import { defineQuery } from '../define-query.ts'

/** What the members of these campaigns are at a time, by the levels that the last comparison found; none for a campaign that all have left. */
export const measureCampaigns = defineQuery({
  name: 'measureCampaigns',
  params: z.object({ campaign_ids: z.array(z.number().int()), now: z.iso.datetime() }),
  row: CampaignMeasure.extend({ campaign_id: z.number().int() }),
  sql: `
    SELECT
        campaign_id,
        count() AS members,
        countIf(is_flagged) AS flagged,
        countIf(is_current) AS current,
        countIf(is_live) AS live,
        countIf(is_live AND level != 'MEDIUM') AS grave,
        countIf(is_live AND is_ruled) AS ruled,
        uniqExactIf(src_ip, is_live) AS addresses,
        uniqExactIf(network, is_live) AS networks,
        uniqExactIf(host, is_live) AS hosts,
        countIf(is_live AND acted_at >= vigie_time({now: String}) - INTERVAL 2 HOUR) AS recent,
        if(current = 0, '', vigie_time_text(minIf(acted_at, is_current))) AS first_acted_at,
        if(flagged = 0, '', vigie_time_text(maxIf(acted_at, is_flagged))) AS last_flagged_at
    FROM
    (
        SELECT
            campaign_id,
            src_ip,
            toString(members.host) AS host,
            vigie_network(members.asn_number, members.src_ip) AS network,
            toString(members.threat_level) AS level,
            members.ended_at AS acted_at,
            level IN ('MEDIUM', 'HIGH', 'CRITICAL') AS is_flagged,
            acted_at >= vigie_time({now: String}) - INTERVAL 24 HOUR AS is_current,
            is_flagged AND is_current AS is_live,
            session_id IN (
                SELECT session_id
                FROM ja4_processing.ml_detected_anomalies
                WHERE window_start >= vigie_time({now: String}) - INTERVAL 25 HOUR AND rule != ''
            ) AS is_ruled
        FROM ja4_processing.campaign_members AS members FINAL
        WHERE has({campaign_ids: Array(Int32)}, campaign_id)
    )
    GROUP BY campaign_id
    ORDER BY campaign_id
  `,
})

import { z } from 'zod'
import { defineQuery } from '../define-query.ts'
import { FeatureRow } from './feature-row.ts'

/** Sessions since a time that this model never scored, or that got more requests since; newest windows first. */
export const listUnscoredFeatures = defineQuery({
  name: 'listUnscoredFeatures',
  params: z.object({ since: z.iso.datetime(), model_version: z.string(), limit: z.number().int().min(1) }),
  row: FeatureRow,
  sql: `
    SELECT
        vigie_time_text(rows.window_start) AS window_start,
        vigie_ip_text(rows.src_ip) AS src_ip,
        rows.ja4 AS ja4,
        rows.host AS host,
        rows.session_id AS session_id,
        rows.hits AS hits,
        [
            tcp_ttl_initial, tcp_df_ratio, tcp_ipid_zero, tcp_win_log2, tcp_wscale, tcp_mss_norm,
            tcp_conn_per_req, tls13_ratio, tls_alpn_h2, tls_alpn_http_mismatch, tls_sni_absent, tls_ciphers,
            tls_exts, tls_syn_hello, h2_ratio, hdr_count, hdr_order_distinct, hdr_lang_absent, hdr_enc_old,
            hdr_secfetch_absent, hdr_ua_distinct, req_hits, req_path_div, req_asset_ratio, req_robots,
            req_post, req_odd_method, req_4xx, req_payload, tim_active_min, tim_hello_req, xs_ip_ja4s,
            xs_hosts
        ] AS features
    FROM ja4_processing.view_ai_features_1h AS rows
    LEFT JOIN
    (
        SELECT
            session_id,
            argMax(scored.hits, scored.scored_at) AS hits,
            toString(argMax(scored.model_version, scored.scored_at)) AS model_version
        FROM ja4_processing.ml_all_scores AS scored
        WHERE window_start >= toStartOfHour(vigie_time({since: String}))
        GROUP BY session_id
    ) AS scores ON scores.session_id = rows.session_id
    WHERE rows.window_start >= toStartOfHour(vigie_time({since: String}))
      AND (scores.hits != rows.hits OR scores.model_version != {model_version: String})
    ORDER BY rows.window_start DESC, rows.session_id
    LIMIT {limit: UInt32}
  `,
})

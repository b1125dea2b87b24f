import { z } from 'zod'
import { defineQuery } from '../define-query.ts'
import { FeatureRow } from './feature-row.ts'

/** Feature vectors of the sessions since a time, of all hosts or of these and what lies below them; where there are more than `limit`, an even sample that stays the same. */
export const listTrainingFeatures = defineQuery({
  name: 'listTrainingFeatures',
  params: z.object({ since: z.iso.datetime(), hosts: z.array(z.string()), limit: z.number().int().min(1) }),
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
    WHERE rows.window_start >= toStartOfHour(vigie_time({since: String}))
      AND (
          empty({hosts: Array(String)})
          OR arrayExists(site -> rows.host = site OR endsWith(rows.host, concat('.', site)), {hosts: Array(String)})
      )
    ORDER BY sipHash64(rows.session_id)
    LIMIT {limit: UInt32}
  `,
})

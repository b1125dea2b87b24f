import { z } from 'zod'
import { SessionId } from '../../model/session.ts'
import { defineQuery, type CallOptions } from '../define-query.ts'
import { FeatureRow } from '../scores/feature-row.ts'

const query = defineQuery({
  name: 'getSessionFeatures',
  params: z.object({ session_id: SessionId }),
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
    WHERE rows.window_start = vigie_session_window({session_id: String}) AND rows.session_id = {session_id: String}
  `,
})

/** The session's feature vector as of now, or undefined when it is not kept. */
export async function getSessionFeatures(
  params: { session_id: string },
  options?: CallOptions,
): Promise<FeatureRow | undefined> {
  const rows = await query(params, options)
  return rows[0]
}

/**
 * THE feature vector: names in their order, written once. `view_ai_features_1h` yields exactly these columns
 * after its keys; a model refuses to load when its names differ. NaN means "not enough evidence", never zero.
 */
export const FEATURE_NAMES = [
  'tcp_ttl_initial',
  'tcp_df_ratio',
  'tcp_ipid_zero',
  'tcp_win_log2',
  'tcp_wscale',
  'tcp_mss_norm',
  'tcp_conn_per_req',
  'tls13_ratio',
  'tls_alpn_h2',
  'tls_alpn_http_mismatch',
  'tls_sni_absent',
  'tls_ciphers',
  'tls_exts',
  'tls_syn_hello',
  'h2_ratio',
  'hdr_count',
  'hdr_order_distinct',
  'hdr_lang_absent',
  'hdr_enc_old',
  'hdr_secfetch_absent',
  'hdr_ua_distinct',
  'req_hits',
  'req_path_div',
  'req_asset_ratio',
  'req_robots',
  'req_post',
  'req_odd_method',
  'req_4xx',
  'req_payload',
  'tim_active_min',
  'tim_hello_req',
  'xs_ip_ja4s',
  'xs_hosts',
] as const

export type FeatureName = (typeof FEATURE_NAMES)[number]

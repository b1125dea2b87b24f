/**
 * THE feature vector: 96 names in their order, written once. `view_ai_features_1h` yields exactly these columns after its
 * keys; a model names those that it takes. NaN means "not enough evidence", never zero.
 */
const FEATURES_BY_FAMILY = {
  tcp: [
    ['tcp_ttl_initial', 'log2 of the commonest initial TTL (32, 64, 128, 255)'],
    ['tcp_hops', 'mean distance travelled: initial TTL less what arrived'],
    ['tcp_ttl_std', 'standard deviation of the TTL that arrived'],
    ['tcp_df_ratio', "share of SYNs with don't-fragment"],
    ['tcp_ipid_zero', 'share of SYNs with IP id 0'],
    ['tcp_win_log2', 'log2(1 + mean window of the SYN)'],
    ['tcp_wscale', 'commonest window scale, -1: none'],
    ['tcp_mss_norm', 'mean MSS / 1460'],
    ['tcp_mss_tunnel', 'share of MSS other than 1460 and 1440'],
    [
      'tcp_sig_rarity',
      '-log2 of the share of addresses with the same initial TTL, MSS, window scale and options, of those whose SYN was seen',
    ],
    ['tcp_os_ua_mismatch', "share of requests whose SYN fits another system than the user agent's"],
    ['tcp_conn_per_req', 'connections / requests'],
  ],
  tls: [
    ['tls13_ratio', 'share of requests over TLS 1.3'],
    ['tls_alpn_h2', 'share that offered h2'],
    ['tls_alpn_http_mismatch', 'share where h2 was offered and not spoken, or the other way round'],
    ['tls_sni_absent', 'share without SNI'],
    ['tls_sni_host_mismatch', 'share whose SNI names another host than the request'],
    ['tls_ciphers', 'cipher suites, from JA4'],
    ['tls_exts', 'extensions, from JA4'],
    ['tls_ja4_browser', '1: a known browser has this JA4'],
    ['tls_ja4_ua_mismatch', "1: the JA4's engine is not the user agent's (unknown counts as an engine)"],
    ['tls_ja4_rarity', '-log2 of the share of addresses with this JA4, of those with TLS'],
    ['tls_ja3_per_conn', 'different JA3 / connections'],
    ['tls_syn_hello', 'log1p of the median ms from SYN to ClientHello'],
  ],
  h2: [
    ['h2_ratio', 'share of requests over HTTP/2 or later'],
    ['h2_known', '1: a known browser has this HTTP/2 fingerprint'],
    ['h2_ja4_match', "1: HTTP/2 fingerprint and JA4 are one engine's"],
    ['h2_ua_match', "1: HTTP/2 fingerprint and user agent are one engine's"],
    ['h2_pseudo_mismatch', "1: the pseudo-headers are not in the order of the user agent's engine"],
    ['h2_window_log2', 'log2(1 + WINDOW_UPDATE)'],
    ['h2_init_win_log2', 'log2(1 + SETTINGS 4), 0: not sent'],
    ['h2_table_log2', 'log2(1 + SETTINGS 1), 0: not sent'],
    ['h2_settings_n', 'number of SETTINGS'],
    ['h2_prio_ratio', '1: priority frames were sent'],
    ['h2_rarity', '-log2 of the share of addresses with this HTTP/2 fingerprint, of those with one'],
    ['h2_streams_conn', 'HTTP/2 requests / HTTP/2 connections'],
  ],
  headers: [
    ['hdr_count', 'mean number of headers'],
    ['hdr_order_distinct', 'different header orders / requests'],
    ['hdr_order_rarity', '-log2 of the share of addresses with this JA4 and header order'],
    ['hdr_order_ja4_conf', "of the JA4's requests, the share in its commonest header order"],
    ['hdr_lang_absent', 'share without Accept-Language'],
    ['hdr_enc_old', 'share that accepts neither br nor zstd'],
    ['hdr_accept_generic', 'share of requests that are documents with Accept */* or none'],
    ['hdr_secfetch_absent', 'share without Sec-Fetch-Mode'],
    ['hdr_secfetch_bad', 'share with Sec-Fetch headers that contradict each other or the request'],
    ['hdr_ch_mismatch', 'share with client hints that contradict the user agent'],
    ['hdr_cookie_return', 'of the requests after the first, the share with a cookie'],
    ['hdr_ua_distinct', 'log of the number of user agents'],
  ],
  requests: [
    ['req_hits', 'log1p of the number of requests'],
    ['req_path_div', 'different paths / requests'],
    ['req_path_entropy', 'entropy of the paths / log2 of the requests'],
    ['req_trans_entropy', 'entropy of the moves from document to document / log2 of the moves'],
    ['req_depth_std', 'standard deviation of the number of path segments'],
    ['req_asset_ratio', 'share of styles, scripts, images, fonts'],
    ['req_robots', '1: robots.txt was asked'],
    ['req_orphan', 'of the documents, the share without a referer of the same site, / left out'],
    ['req_post', 'share of POST'],
    ['req_odd_method', 'share of methods other than GET and POST'],
    ['req_4xx', 'of the answered, the share of 4xx'],
    ['req_payload', 'share with attack characters or probed paths'],
  ],
  timing: [
    ['tim_iat_p50', 'log1p of the median pause in ms'],
    ['tim_iat_cv', 'standard deviation / mean of the pauses'],
    ['tim_iat_entropy', 'entropy of the pauses in half octaves / log2 of their number'],
    ['tim_lag1', 'autocorrelation of a pause with the next'],
    ['tim_burst', 'share of pauses under 100 ms'],
    ['tim_pause', 'share of pauses over 5 s'],
    ['tim_doc_cv', 'standard deviation / mean of the pauses between documents'],
    ['tim_peak_rps', 'log1p of the most requests in one second'],
    ['tim_active_min', 'minutes of the hour with a request / 60'],
    ['tim_period', 'share of pauses in the fullest bin of 5 %'],
    ['tim_hello_req', 'log1p of the median ms from ClientHello to first request'],
    ['tim_benford', "chi2 / n of the pauses' first digits against Benford's law, at most 10"],
  ],
  reputation: [
    ['rep_asn_hosting', '1: the network rents out machines'],
    ['rep_asn_bot_rate', '(bots + 1) / (sessions + 10) of the network in the windows before', 'past'],
    ['rep_ja4_bot_rate', 'the same of the JA4', 'past'],
    ['rep_bot_ip', '1: on a list of known bots', 'label'],
    ['rep_bot_ja4', '1: the JA4 of a known bot', 'label'],
    [
      'rep_crawler_verified',
      'the user agent claims a known crawler: 1 from its published addresses, -1 from others; 0: claims none',
      'label',
    ],
    ['rep_scanner_ua', "1: a scanner's user agent", 'label'],
    ['rep_country_rarity', '-log2 of the share of addresses of this country on the host'],
    ['rep_ip_age', 'log1p of the hours since the address was first seen, 0: new'],
    ['rep_prior_alerts', 'log1p of the alerts on the address in the windows before, at most 8'],
    [
      'rep_challenge_fail',
      'challenges failed / (served + 1) in the windows before; 0 until something records challenges',
      'label',
    ],
    ['rep_lists', 'number of block lists with the address', 'label'],
  ],
  cross_session: [
    ['xs_ip_ja4s', 'log of the number of JA4s of the address'],
    ['xs_ip_uas', 'log of the number of user agents of the address'],
    ['xs_fleet_size', 'log of the number of addresses with the same JA4, header order and TCP stack'],
    ['xs_ja4_asn_entropy', "entropy of the networks of the JA4's sessions / log2 of the sessions"],
    ['xs_hosts', 'log of the number of hosts that the address visits with this JA4'],
    ['xs_host_sweep', 'hosts of the address / its active minutes'],
    ['xs_host_jaccard', 'mean likeness of the path sets that the client asks of different hosts'],
    ['xs_peer_paths', 'mean share of the other addresses with this JA4 on the host that asked the same paths'],
    ['xs_ja4_new', '1: the address did not have this JA4 in the 24 hours before'],
    ['xs_fleet_score', 'highest score of a fleet of the 24 hours before with this JA4 and network'],
    ['xs_net24', 'log of the number of addresses of the /24 (IPv6: /48) with this JA4'],
    ['xs_ua_shared', 'log of the number of addresses with the same user agent and header order'],
  ],
} as const satisfies Readonly<Record<string, readonly (readonly [name: string, meaning: string, knows?: Knowledge])[]>>

/** What a feature knows of the answer. `label`: labels are made of it. `past`: made of earlier answers, from the windows before alone. */
type Knowledge = 'label' | 'past'

type FeatureFamily = keyof typeof FEATURES_BY_FAMILY

export interface Feature {
  name: string
  family: FeatureFamily
  /** One line, units included. */
  meaning: string
  knows: Knowledge | undefined
}

function describe(family: FeatureFamily): Feature[] {
  const features: readonly (readonly [name: string, meaning: string, knows?: Knowledge])[] = FEATURES_BY_FAMILY[family]
  return features.map(([name, meaning, knows]) => ({ name, family, meaning, knows }))
}

export const FEATURES: readonly Feature[] = [
  ...describe('tcp'),
  ...describe('tls'),
  ...describe('h2'),
  ...describe('headers'),
  ...describe('requests'),
  ...describe('timing'),
  ...describe('reputation'),
  ...describe('cross_session'),
]

export const FEATURE_NAMES: readonly string[] = FEATURES.map(({ name }) => name)

/** What is left to tell sessions apart by behind a CDN or proxy: there the other families describe the proxy. */
const APPLICATIF: readonly FeatureFamily[] = ['headers', 'requests', 'timing', 'reputation']

/** Which features a model may learn from. Those that labels are made of are for rules. */
export const FEATURE_SETS = {
  complet: namesWhere(({ knows }) => knows !== 'label'),
  applicatif: namesWhere(({ knows, family }) => knows !== 'label' && APPLICATIF.includes(family)),
} as const

/**
 * What tells more of a network, of the mix of a site's visitors or of how long Vigie has watched than of a client. Elsewhere these values are
 * other ones, so a model that comes with the product leaves them out; a site's own model learns them.
 */
export const PLACE_BOUND: ReadonlySet<string> = new Set([
  ...['tcp_ttl_initial', 'tcp_hops', 'tcp_ttl_std', 'tcp_win_log2', 'tcp_wscale', 'tcp_mss_norm', 'tcp_mss_tunnel'],
  ...['tcp_sig_rarity', 'tls_ja4_rarity', 'tls_syn_hello', 'h2_rarity', 'hdr_order_rarity', 'hdr_order_ja4_conf'],
  ...['hdr_cookie_return', 'tim_hello_req', 'tim_active_min'],
  ...[
    'rep_asn_hosting',
    'rep_asn_bot_rate',
    'rep_ja4_bot_rate',
    'rep_country_rarity',
    'rep_ip_age',
    'rep_prior_alerts',
  ],
  ...[
    'xs_ip_ja4s',
    'xs_ip_uas',
    'xs_fleet_size',
    'xs_ja4_asn_entropy',
    'xs_peer_paths',
    'xs_ja4_new',
    'xs_fleet_score',
  ],
  ...['xs_net24', 'xs_ua_shared'],
])

function namesWhere(isWanted: (feature: Feature) => boolean): readonly string[] {
  return FEATURES.filter(isWanted).map(({ name }) => name)
}

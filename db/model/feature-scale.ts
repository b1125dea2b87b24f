import { valueWords } from './value-words.ts'

type Scale = 'log1p' | 'log' | 'log2' | 'log2(1 + x)' | '-log2'

/** What a person reads, of a value on this scale; `-log2` of a share of addresses is told as one in so many. */
const UNDONE: Readonly<Record<Scale, (value: number) => number>> = {
  log1p: Math.expm1,
  log: Math.exp,
  log2: (value) => 2 ** value,
  'log2(1 + x)': (value) => 2 ** value - 1,
  '-log2': (value) => 2 ** value,
}

/** The features that models take as logarithms; every other one is shown as it is. */
const SCALES: Readonly<Record<string, readonly [scale: Scale, unit?: string]>> = {
  tcp_ttl_initial: ['log2'],
  tcp_win_log2: ['log2(1 + x)', 'B'],
  tcp_sig_rarity: ['-log2'],
  tls_ja4_rarity: ['-log2'],
  tls_syn_hello: ['log1p', 'ms'],
  h2_window_log2: ['log2(1 + x)', 'B'],
  h2_init_win_log2: ['log2(1 + x)', 'B'],
  h2_table_log2: ['log2(1 + x)', 'B'],
  h2_rarity: ['-log2'],
  hdr_order_rarity: ['-log2'],
  hdr_ua_distinct: ['log'],
  req_hits: ['log1p'],
  tim_iat_p50: ['log1p', 'ms'],
  tim_peak_rps: ['log1p'],
  tim_hello_req: ['log1p', 'ms'],
  rep_country_rarity: ['-log2'],
  rep_ip_age: ['log1p', 'h'],
  rep_prior_alerts: ['log1p'],
  xs_ip_ja4s: ['log'],
  xs_ip_uas: ['log'],
  xs_fleet_size: ['log'],
  xs_hosts: ['log'],
  xs_net24: ['log'],
  xs_ua_shared: ['log'],
}

/** Shares of requests, pauses or addresses: told in per cent. */
const SHARES: ReadonlySet<string> = new Set([
  'tcp_df_ratio',
  'tcp_ipid_zero',
  'tcp_mss_tunnel',
  'tcp_os_ua_mismatch',
  'tls13_ratio',
  'tls_alpn_h2',
  'tls_alpn_http_mismatch',
  'tls_sni_absent',
  'tls_sni_host_mismatch',
  'h2_ratio',
  'hdr_order_ja4_conf',
  'hdr_lang_absent',
  'hdr_enc_old',
  'hdr_accept_generic',
  'hdr_secfetch_absent',
  'hdr_secfetch_bad',
  'hdr_ch_mismatch',
  'hdr_cookie_return',
  'req_asset_ratio',
  'req_orphan',
  'req_post',
  'req_odd_method',
  'req_4xx',
  'req_payload',
  'tim_burst',
  'tim_pause',
  'tim_period',
])

/** What is so or not. */
const FLAGS: ReadonlySet<string> = new Set([
  'tls_ja4_browser',
  'tls_ja4_ua_mismatch',
  'h2_known',
  'h2_ja4_match',
  'h2_ua_match',
  'h2_pseudo_mismatch',
  'h2_prio_ratio',
  'req_robots',
  'rep_asn_hosting',
  'rep_bot_ip',
  'rep_bot_ja4',
  'rep_scanner_ua',
  'xs_ja4_new',
])

/** The scale on which models take this feature; undefined: as it is. */
export function scaleOf(name: string): Scale | undefined {
  return SCALES[name]?.[0]
}

/** A feature's value as a person reads it: `2,245` where the model takes 7.72, `40 %` where it takes 0.4. */
export function readingWords(name: string, value: number): string {
  if (FLAGS.has(name) && (value === 0 || value === 1)) return value === 1 ? 'yes' : 'no'
  if (SHARES.has(name)) return `${percentWords(value * 100)} %`
  const known = SCALES[name]
  if (known === undefined) return valueWords(value)
  const [scale, unit] = known
  const words = plainWords(UNDONE[scale](value))
  return scale === '-log2' ? `1 in ${words}` : unit === undefined ? words : `${words} ${unit}`
}

/** 100 only when it is all, 0 only when it is none. */
function percentWords(percent: number): string {
  if (Number.isInteger(percent)) return String(percent)
  if (percent >= 1 && percent <= 99) return percent.toFixed(percent < 10 ? 1 : 0)
  return percent > 99 ? '> 99' : String(Number(percent.toFixed(2)))
}

/** Undoing a logarithm of few digits leaves a count beside its whole number. */
function plainWords(value: number): string {
  const whole = Math.round(value)
  const isWhole = Math.abs(value) >= 100 || Math.abs(value - whole) < 0.001
  return isWhole ? grouped.format(Math.abs(whole)) : valueWords(value)
}

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

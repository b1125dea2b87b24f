import { z } from 'zod'
import { SessionId } from './session.ts'

/** What a session's claimed browser is compared with, in the order of the screens. */
export const AXES = ['tls', 'http2', 'headers', 'client_hints', 'tcp_os', 'behaviour'] as const
export const Axis = z.enum(AXES)
export type Axis = z.infer<typeof Axis>

/** 1: the axis fits the claim, -1: it does not, 0: unknown, which is not "fits". */
export const AxisReading = z.union([z.literal(1), z.literal(0), z.literal(-1)])
export type AxisReading = z.infer<typeof AxisReading>

/**
 * What a session showed of its client, of its newest document (else its newest request): the facts that a claimed browser
 * is compared with, and what lists say of its address and fingerprint. Empty text: not known or not sent.
 */
export const SessionEvidence = z.object({
  session_id: SessionId,
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  hits: z.number().int(),
  /** Requests for a page rather than a part of one. */
  documents: z.number().int(),
  user_agent: z.string(),
  /** The browser that the user agent names: Chrome, Edge, Opera, Samsung, Firefox, Safari; empty when it names none. */
  claimed_browser: z.string(),
  /** Whose engine that browser is built on: Chrome, Firefox, Safari or empty. */
  claimed_engine: z.string(),
  /** Windows, Android, iOS, macOS, ChromeOS, Linux or empty. */
  claimed_os: z.string(),
  has_syn: z.boolean(),
  has_tls: z.boolean(),
  has_h2: z.boolean(),
  /**
   * Requests came through a CDN or a proxy that the sensor trusts: TCP, TLS and HTTP/2 are then the proxy's. What anybody can
   * write into X-Forwarded-For or Via makes nobody a proxy.
   */
  behind_proxy: z.boolean(),
  /** Program whose JA4 this is, by the reference lists. */
  ja4_family: z.string(),
  /** `SETTINGS|WINDOW_UPDATE|PRIORITY|pseudo-header order`. */
  h2_fingerprint: z.string(),
  /** Program whose HTTP/2 opening this is, by the reference lists. */
  h2_family: z.string(),
  header_order_signature: z.string(),
  /** Initial TTL:MSS:window scale:options. */
  tcp_stack: z.string(),
  /** The system whose SYN it was: Linux, Windows, Apple, FreeBSD. */
  os_guess: z.string(),
  scheme: z.string(),
  http_version: z.string(),
  /** In their order, as sent. */
  header_names: z.array(z.string()),
  accept: z.string(),
  accept_encoding: z.string(),
  sec_ch_ua: z.string(),
  sec_ch_ua_mobile: z.string(),
  sec_ch_ua_platform: z.string(),
  sec_fetch_dest: z.string(),
  sec_fetch_mode: z.string(),
  sec_fetch_site: z.string(),
  asn: z.number().int(),
  asn_name: z.string(),
  /** human, isp, hosting, datacenter, cdn or unknown. */
  asn_label: z.string(),
  country_code: z.string(),
  /** Lists of known bots with the address, the JA4. */
  bot_ip: z.string(),
  bot_ja4: z.string(),
  /** The crawler whose published addresses hold this one. */
  crawler: z.string(),
  /** Block lists with the address. */
  block_lists: z.number().int(),
})
export type SessionEvidence = z.infer<typeof SessionEvidence>

/** What one comparison found, in a sentence that an analyst reads. */
export const Finding = z.object({ axis: Axis, fits: AxisReading, sentence: z.string() })
export type Finding = z.infer<typeof Finding>

export const Judgement = z.object({
  /** 0: nothing fits the claim, 1: all that could be compared fits; NaN: nothing could be compared. */
  fingerprint_coherence_score: z.number().or(z.nan()),
  coherence_axes: z.record(Axis, AxisReading),
  /** By evidence, never by the user agent: Chrome, Firefox, Safari, a known program's name, or empty. */
  browser_family: z.string(),
  /** 0…1: how much of what a real browser of that family shows was seen. */
  browser_confidence: z.number().min(0).max(1),
  findings: z.array(Finding),
})
export type Judgement = z.infer<typeof Judgement>

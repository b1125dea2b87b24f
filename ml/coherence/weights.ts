import type { Axis } from '#db/model/evidence.ts'

/** How much an axis counts in fingerprint_coherence_score; they add up to 1. */
export const AXIS_WEIGHTS: Readonly<Record<Axis, number>> = {
  tls: 0.2,
  http2: 0.2,
  headers: 0.2,
  client_hints: 0.15,
  tcp_os: 0.1,
  behaviour: 0.15,
}

/** What fits can be copied; what does not fit was not thought of: a contradiction counts as three confirmations. */
export const CONTRADICTION_FACTOR = 3

export const DIMENSIONS = [
  'h2_settings',
  'h2_window_update',
  'h2_pseudo_order',
  'h2_priority',
  'headers',
  'tls',
  'known_ja4',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** How much a dimension counts when a browser family is matched by evidence; they add up to 1. */
export const MATCHER_WEIGHTS: Readonly<Record<Dimension, number>> = {
  h2_settings: 0.3,
  h2_window_update: 0.15,
  h2_pseudo_order: 0.15,
  h2_priority: 0.1,
  headers: 0.15,
  tls: 0.1,
  known_ja4: 0.05,
}

/** A family is named from this likeness on, and when the next one is this much less alike. */
export const MATCH_THRESHOLD = 0.75
export const MATCH_LEAD = 0.1

/** What browser_confidence adds up. */
export const CONFIDENCE_WEIGHTS = {
  ja4_known: 0.25,
  ja4_struct: 0.15,
  http_modern: 0.2,
  nav_behavior: 0.15,
  tls_coherence: 0.15,
  h2_coherence: 0.1,
} as const

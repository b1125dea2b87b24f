/** One of the strongest reasons for a score. */
export interface Reason {
  /** A feature, or `fingerprint_coherence_score`. */
  feature: string
  /** In units of raw_anomaly_score; above 0 made the session more anomalous. */
  contribution: number
  /** NaN: not enough evidence in this session. */
  value: number
  /** Of people with the same claimed browser, of all people where that browser is not known; NaN: not known of them. */
  human_median: number
}

/** Why a session was flagged, by the names of ml_detected_anomalies. */
export interface Explanation {
  session_id: string
  /** The five strongest by size, strongest first. */
  reasons: Reason[]
  /** The same as one sentence. */
  reason: string
  /** With these at people's values it would not have been flagged; empty when that was not found. */
  counterfactual: { feature: string; human_value: number }[]
  /** And would have had this score; NaN when none was found. */
  counterfactual_score: number
}

/** What is known of a session beside its features. */
export interface ExplainedContext {
  /** Browser family that its user agent claims; empty: none. */
  claimed_browser: string
  /** fingerprint_coherence_score, NaN: nothing could be compared. */
  coherence: number
  /** Words of the axes that do not fit, for the sentence. */
  unfit_axes?: readonly string[]
}

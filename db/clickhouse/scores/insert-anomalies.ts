import { z } from 'zod'
import { defineInsert } from '../define-insert.ts'

/** JSON has no NaN: the store reads it from text. */
const number = z.union([z.number(), z.nan()]).transform((value) => (Number.isNaN(value) ? 'nan' : value))

/** Why a person should look at one session; saying it again for the same session and rule replaces what was said before. */
const Anomaly = z.object({
  detected_at: z.iso.datetime(),
  /** When this rule, or the model, said so for the first time. */
  first_detected_at: z.iso.datetime(),
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  /** Empty: the model found it. */
  rule: z.string(),
  /** Empty: connections without a request, which no session has. */
  session_id: z.string(),
  hits: z.number().int(),
  threat_level: z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
  /** NaN: not scored. */
  anomaly_score: number.default('nan'),
  raw_anomaly_score: number.default('nan'),
  bot_probability: number.default('nan'),
  model_name: z.string().default(''),
  model_version: z.string().default(''),
  /** Hours of the last 30 days in which this address with this JA4 was flagged, this one included. */
  recurrence: z.number().int().min(1),
  /** The five strongest; above 0 made it more anomalous. */
  reasons: z
    .array(z.object({ feature: z.string(), contribution: number, value: number, human_median: number }))
    .default([]),
  reason: z.string(),
  counterfactual: z.array(z.object({ feature: z.string(), human_value: number })).default([]),
  counterfactual_score: number.default('nan'),
  rule_counts: z.record(z.string(), z.number().int().min(0)).default({}),
  bot_name: z.string().default(''),
  browser_family: z.string().default(''),
  anubis_bot_name: z.string().default(''),
  anubis_bot_action: z.string().default(''),
  asn_number: z.number().int().default(0),
  asn_org: z.string().default(''),
  asn_detail: z.string().default(''),
  asn_domain: z.string().default(''),
  asn_label: z.string().default(''),
  country_code: z.string().default(''),
  campaign_id: z.number().int().default(-1),
})

export type Anomaly = z.input<typeof Anomaly>

export const insertAnomalies = defineInsert({ table: 'ja4_processing.ml_detected_anomalies', row: Anomaly })

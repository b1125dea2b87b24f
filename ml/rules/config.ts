import { z } from 'zod'

/** 0 switches a rule off. */
const count = (fallback: number) =>
  z.preprocess(
    (value) => (value === '' ? undefined : value),
    z.coerce.number().int().min(0).max(1_000_000).default(fallback),
  )

const Environment = z.object({
  VIGIE_RULE_SIGN_INS_REFUSED: count(10),
  VIGIE_RULE_STUFFING_ADDRESSES: count(10),
  VIGIE_RULE_STUFFING_HOSTS: count(3),
  VIGIE_RULE_ATTACKS: count(5),
  VIGIE_RULE_PATHS_MISSED: count(20),
  VIGIE_RULE_JA4S: count(6),
  VIGIE_RULE_SLOW_CONNECTIONS: count(10),
  VIGIE_RULE_PORTS: count(5),
  VIGIE_RULE_REQUESTS_A_MINUTE: count(600),
  VIGIE_RULE_FLOOD_A_MINUTE: count(20_000),
})

const parsed = Environment.safeParse(process.env)
if (!parsed.success) {
  const causes = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`Configuration: ${causes.join('; ')}`)
}
const environment = parsed.data

/** From how many on a rule speaks; all counts are of one hour, unless they say a minute. 0: the rule is off. */
export interface Thresholds {
  /** Sign-ins of one address at one host that were refused. */
  sign_ins_refused: number
  /** Addresses that sign in with one fingerprint. */
  stuffing_addresses: number
  /** Hosts that refuse one address. */
  stuffing_hosts: number
  /** Different attacks. */
  attacks: number
  /** Different paths that are not there. */
  paths_missed: number
  /** JA4s of one user agent. */
  ja4s: number
  /** Connections that wait without a request. */
  slow_connections: number
  /** Ports that were only knocked at. */
  ports: number
  /** Requests of one address on one host, not made by a browser. */
  requests_a_minute: number
  /** The same, whoever makes them. */
  flood_a_minute: number
}

export const thresholds: Thresholds = {
  sign_ins_refused: environment.VIGIE_RULE_SIGN_INS_REFUSED,
  stuffing_addresses: environment.VIGIE_RULE_STUFFING_ADDRESSES,
  stuffing_hosts: environment.VIGIE_RULE_STUFFING_HOSTS,
  attacks: environment.VIGIE_RULE_ATTACKS,
  paths_missed: environment.VIGIE_RULE_PATHS_MISSED,
  ja4s: environment.VIGIE_RULE_JA4S,
  slow_connections: environment.VIGIE_RULE_SLOW_CONNECTIONS,
  ports: environment.VIGIE_RULE_PORTS,
  requests_a_minute: environment.VIGIE_RULE_REQUESTS_A_MINUTE,
  flood_a_minute: environment.VIGIE_RULE_FLOOD_A_MINUTE,
}

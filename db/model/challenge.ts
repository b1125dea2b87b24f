import { z } from 'zod'

/** What a challenge said of a visitor once. `denied` and `allowed`: a rule decided, without a challenge. */
export const ChallengeOutcome = z.enum(['served', 'passed', 'failed', 'denied', 'allowed'])
export type ChallengeOutcome = z.infer<typeof ChallengeOutcome>

export const ChallengeResult = z.object({
  time: z.iso.datetime({ offset: true }),
  src_ip: z.union([z.ipv4(), z.ipv6()]),
  /** The site that was visited; empty when it is not known. */
  host: z.string().max(255).toLowerCase().default(''),
  outcome: ChallengeOutcome,
  /** Of the challenger's rules the one that decided; empty when none is named. */
  rule: z.string().max(200).default(''),
})
export type ChallengeResult = z.infer<typeof ChallengeResult>

/** As many as one request or one insert takes. */
export const CHALLENGES_MAX = 1000

/** What is known of an address on a host in an hour. */
export const ChallengeRecord = z.object({
  src_ip: z.string(),
  /** Empty: holds for every host. */
  host: z.string(),
  served: z.number().int(),
  passed: z.number().int(),
  failed: z.number().int(),
  denied: z.number().int(),
  allowed: z.number().int(),
  deny_rule: z.string(),
  allow_rule: z.string(),
})
export type ChallengeRecord = z.infer<typeof ChallengeRecord>

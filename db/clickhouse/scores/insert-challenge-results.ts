import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ChallengeResult } from '../../model/challenge.ts'
import { defineInsert } from '../define-insert.ts'

const Row = z.object({
  window_start: z.iso.datetime(),
  src_ip: z.string(),
  host: z.string(),
  served: z.number().int(),
  passed: z.number().int(),
  failed: z.number().int(),
  denied: z.number().int(),
  allowed: z.number().int(),
  deny_rule: z.string(),
  allow_rule: z.string(),
  told_at: z.iso.datetime(),
})

const insert = defineInsert({ table: 'ja4_processing.challenge_results', row: Row })
const HOUR_MS = 3_600_000

/** Adds these results; the same ones told again (a repeated request, a log file read twice) count once. */
export async function insertChallengeResults(results: readonly ChallengeResult[], now = new Date()): Promise<void> {
  const told_at = now.toISOString()
  const rows = results.map(({ time, src_ip, host, outcome, rule }) => ({
    window_start: new Date(Math.floor(Date.parse(time) / HOUR_MS) * HOUR_MS).toISOString(),
    src_ip,
    host,
    ...{ served: 0, passed: 0, failed: 0, denied: 0, allowed: 0 },
    [outcome]: 1,
    deny_rule: outcome === 'denied' ? rule : '',
    allow_rule: outcome === 'allowed' ? rule : '',
    told_at,
  }))
  const token = createHash('sha256').update(JSON.stringify(results)).digest('hex')
  await insert(rows, { token: `challenges-${token}` })
}

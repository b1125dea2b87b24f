import type { Candidate } from '../baseline.ts'
import type { Label } from './label.ts'

const WEIGHT = 0.8

/** What published lists say of a session's address and fingerprint. */
export function listLabelsOf({ row: { session_id, started_at: at }, evidence }: Candidate): Label[] {
  if (evidence === undefined) return []
  const { crawler, user_agent, bot_ip, bot_ja4 } = evidence
  const is_crawler = crawler !== '' && user_agent.toLowerCase().includes(crawler.toLowerCase())
  const bot = bot_ip === '' ? bot_ja4 : bot_ip
  const told = { session_id, label: 'bot', at, weight: WEIGHT } as const
  return [
    ...(is_crawler ? [{ ...told, source: 'verified_crawler', source_id: crawler } as const] : []),
    ...(bot === '' ? [] : [{ ...told, source: 'known_bot', source_id: bot } as const]),
  ]
}

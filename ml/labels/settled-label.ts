import type { Label } from './label.ts'

const WEIGHT = 0.8

interface Settled {
  session_id: string
  decided_by: string
  bot_name: string
  scored_at: string
}

/** Which list the rule layer found a session on before any model was asked; undefined for what else it settled. */
export function settledLabelOf({ session_id, decided_by, bot_name, scored_at }: Settled): Label | undefined {
  const told = { session_id, source_id: bot_name, at: scored_at }
  if (decided_by === 'known_bot' || decided_by === 'verified_crawler')
    return { ...told, label: 'bot', source: decided_by, weight: WEIGHT }
  return undefined
}

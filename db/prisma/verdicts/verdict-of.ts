import { Verdict } from '../../model/verdict.ts'

/** The row as the world sees it; fails loudly on a verdict that this version does not know. */
export function verdictOf(row: { decided_at: Date; [column: string]: unknown }): Verdict {
  return Verdict.parse({ ...row, decided_at: row.decided_at.toISOString() })
}

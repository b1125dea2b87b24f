import { Conflict } from '#db/model/errors.ts'
import { runRules, type RulesResult } from '#ml/rules/run-rules.ts'

/** One pass over the newest hours and what came late, or over the whole day; refused while another one looks. */
export async function runRulesOnce({ whole_day = false } = {}): Promise<RulesResult> {
  const result = await runRules({ whole_day })
  if (result.state === 'busy') throw new Conflict('Busy: the rules are looking already.')
  return result
}

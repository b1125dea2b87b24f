import { Conflict } from '#db/model/errors.ts'
import { runRules, type RulesResult } from '#ml/rules/run-rules.ts'

/** One pass over the newest hours; refused while another one looks. */
export async function runRulesOnce(): Promise<RulesResult> {
  const result = await runRules()
  if (result.state === 'busy') throw new Conflict('Busy: the rules are looking already.')
  return result
}

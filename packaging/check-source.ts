import { DEAR_RULES, linterOf, listLintErrors } from './lint.ts'
import { say } from './progress.ts'
import { listTypeErrors, readSourceProgram } from './source-program.ts'

/** Types, then lint, over one program, so that each type is worked out once. `--quick` leaves DEAR_RULES to `npm test`. */
const program = readSourceProgram()
const typeErrors = listTypeErrors(program)
const lintErrors = await listLintErrors(linterOf(program, process.argv.includes('--quick') ? DEAR_RULES : []))
if (typeErrors !== '') say(typeErrors)
if (lintErrors !== '') say(lintErrors)
process.exit(typeErrors === '' && lintErrors === '' ? 0 : 1)

import { listChanged } from './list-changed.ts'
import { DEAR_RULES, linterOf, listLintErrors } from './lint.ts'
import { say } from './progress.ts'
import { listTypeErrors, readSourceProgram } from './source-program.ts'

/** Types, then lint, over one program, so that each type is worked out once. `--quick` lints changed files alone and leaves DEAR_RULES to `npm test`. */
const program = readSourceProgram()
const typeErrors = listTypeErrors(program)
const quick = process.argv.includes('--quick')
const files = quick ? listChanged().filter((file) => /^\.$|\.tsx?$/.test(file)) : ['.']
const lintErrors = await listLintErrors(linterOf(program, quick ? DEAR_RULES : []), files)
if (typeErrors !== '') say(typeErrors)
if (lintErrors !== '') say(lintErrors)
process.exit(typeErrors === '' && lintErrors === '' ? 0 : 1)

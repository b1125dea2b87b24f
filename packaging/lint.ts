import { ESLint, type Linter } from 'eslint'
import reactHooks from 'eslint-plugin-react-hooks'
import type ts from 'typescript'
import { projectRoot } from './config.ts'

/** The two rules of hooks are quick; the others of that plugin run the React compiler over every component. */
const QUICK_HOOK_RULES = ['react-hooks/rules-of-hooks', 'react-hooks/exhaustive-deps']

/** Rules that cost more than all others together: they ask the compiler for types that nothing else wants. `npm test` obeys them. */
export const DEAR_RULES: readonly string[] = [
  '@typescript-eslint/no-deprecated',
  '@typescript-eslint/no-unsafe-class-instance-assignment',
  '@typescript-eslint/no-unsafe-enum-assignment',
  ...Object.keys(reactHooks.configs.recommended.rules).filter((rule) => !QUICK_HOOK_RULES.includes(rule)),
]

/** The linter as eslint.config.mjs has it, but with the types of `program` where one is given, and without the rules `except`. */
export function linterOf(program: ts.Program | undefined, except: readonly string[]): ESLint {
  const types = program && { languageOptions: { parserOptions: { projectService: false, programs: [program] } } }
  const rules = Object.fromEntries(except.map((rule): [string, Linter.RuleSeverity] => [rule, 'off']))
  // An exemption from a rule that is left out only looks unused.
  const exemptions = except.length === 0 ? {} : { linterOptions: { reportUnusedDisableDirectives: false } }
  return new ESLint({ cwd: projectRoot, warnIgnored: false, overrideConfig: { ...types, ...exemptions, rules } })
}

/** What the linter finds in these files and folders, as it prints it; empty when nothing. A warning counts. */
export async function listLintErrors(linter: ESLint, files: readonly string[]): Promise<string> {
  if (files.length === 0) return ''
  const results = await linter.lintFiles([...files])
  const formatter = await linter.loadFormatter('stylish')
  return formatter.format(results)
}

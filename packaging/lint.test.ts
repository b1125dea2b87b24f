import { z } from 'zod'
import { expect, test } from 'vitest'
import { DEAR_RULES, linterOf } from './lint.ts'
import { staticChecks } from './static-checks.ts'

const Configuration = z.object({ rules: z.record(z.string(), z.tuple([z.number()]).rest(z.unknown())) })

/** The rules that a component, which all rules apply to, must obey. */
async function rulesWithout(except: readonly string[]): Promise<string[]> {
  const configuration: unknown = await linterOf(undefined, except).calculateConfigForFile(
    'components/overview/tile.tsx',
  )
  const { rules } = Configuration.parse(configuration)
  return Object.keys(rules).filter((name) => rules[name]?.[0] !== 0)
}

test('the quick lint leaves out the dear rules and nothing else, and each of them is a rule of the whole', async () => {
  const whole = await rulesWithout([])
  const quick = await rulesWithout(DEAR_RULES)
  expect(whole.filter((name) => !quick.includes(name)).sort()).toEqual([...DEAR_RULES].sort())
  expect(quick).toEqual(
    expect.arrayContaining(['react-hooks/rules-of-hooks', '@typescript-eslint/no-floating-promises', 'max-lines']),
  )
})

test('a test run obeys every rule, and has every check that a commit has', () => {
  const whole = staticChecks('whole')
  expect(whole.map(({ name }) => name)).toEqual(staticChecks('quick').map(({ name }) => name))
  expect(whole.flatMap(({ args }) => args)).not.toContain('--quick')
  expect(whole.find(({ name }) => name === 'formatting')?.args.at(-1)).toBe('.')
})

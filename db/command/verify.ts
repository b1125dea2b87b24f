import { checkChain } from '../clickhouse/verify/check-chain.ts'
import { checkDictionaries } from '../clickhouse/verify/check-dictionaries.ts'
import { checkSchema } from '../clickhouse/verify/check-schema.ts'
import { migrationStatus } from '../clickhouse/migration-status.ts'
import { requireStore } from './require-store.ts'

/** Exit code 1 when something is missing, differs or does not count up. */
export async function verifyCommand(): Promise<number> {
  await requireStore()
  const pending = (await migrationStatus()).filter(({ state }) => state === 'pending')
  if (pending.length > 0) {
    console.error(`${pending.length} migrations are pending: run npm run db -- migrate first.`)
    return 1
  }
  const findings = [...(await checkSchema()), ...(await checkDictionaries()), ...(await checkChain())]
  for (const { ok, what, found } of findings) console.log(`${ok ? '✓' : '✗'} ${what.padEnd(28)} ${found}`)
  const remedies = new Set(findings.filter(({ ok }) => !ok).map(({ remedy }) => remedy))
  for (const remedy of remedies) console.log(`→ ${remedy}`)
  return remedies.size === 0 ? 0 : 1
}

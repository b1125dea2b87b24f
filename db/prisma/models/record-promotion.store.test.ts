import { afterAll, beforeAll, expect, test } from 'vitest'
import { Scope, SCOPES_OF_ROLE } from '../../model/access.ts'
import { Conflict, Forbidden } from '../../model/errors.ts'
import type { Actor } from '../actor.ts'
import { verifyAuditChain } from '../audit/verify-audit-chain.ts'
import { scratchSqlite, type ScratchDatabase } from '../scratch-database.ts'
import { recordPromotion } from './record-promotion.ts'

const lead: Actor = {
  name: 'lea',
  scopes: SCOPES_OF_ROLE.lead,
  token_id: null,
  client_address: 'local',
  request_id: 'r1',
}
const promotion = { model_version: 'complet-2', model_name: 'complet', before: 'complet-1' }
let scratch: ScratchDatabase

beforeAll(async () => {
  scratch = await scratchSqlite()
})
afterAll(() => scratch.remove())

const entries = () => scratch.state.auditEntry.findMany({ where: { action: 'model.promote' } })

test('a lead chooses the model that scores, and the audit says so', async () => {
  const promoted: string[] = []
  const promote = () => Promise.resolve(promoted.push('complet-2'))
  await recordPromotion(scratch.state, lead, { ...promotion, promote })
  expect(promoted).toEqual(['complet-2'])
  expect(await entries()).toMatchObject([{ actor: 'lea', object: 'model/complet' }])
  expect((await verifyAuditChain(scratch.state)).broken_at).toBeNull()
})

test('a model that is refused leaves no entry, and who may not choose changes nothing', async () => {
  const refuse = () => Promise.reject(new Conflict('Not promoted: too many anomalies.'))
  await expect(recordPromotion(scratch.state, lead, { ...promotion, promote: refuse })).rejects.toThrow(Conflict)
  const analyst: Actor = { ...lead, scopes: SCOPES_OF_ROLE.analyst }
  const untouched = () => Promise.reject(new Error('was called'))
  expect(Scope.options).toContain('models:write')
  await expect(recordPromotion(scratch.state, analyst, { ...promotion, promote: untouched })).rejects.toThrow(Forbidden)
  expect(await entries()).toHaveLength(1)
})

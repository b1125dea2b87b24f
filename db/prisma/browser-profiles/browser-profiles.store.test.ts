import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Scope, SCOPES_OF_ROLE } from '../../model/access.ts'
import type { BrowserProfile } from '../../model/browser-profile.ts'
import { Forbidden, NotFound } from '../../model/errors.ts'
import type { Actor } from '../actor.ts'
import { verifyAuditChain } from '../audit/verify-audit-chain.ts'
import { canStartPostgresql, scratchPostgresql, scratchSqlite, type ScratchDatabase } from '../scratch-database.ts'
import { decideBrowserProfile } from './decide-browser-profile.ts'
import { listBrowserProfiles } from './list-browser-profiles.ts'
import { proposeBrowserProfile } from './propose-browser-profile.ts'

const lead: Actor = { name: 'lea', scopes: Scope.options, token_id: null, client_address: 'local', request_id: 'r1' }
const analyst: Actor = { ...lead, name: 'ada', scopes: SCOPES_OF_ROLE.analyst }
const NOW = new Date('2026-11-21T12:00:00Z')
const aProfile = (sessions: number): BrowserProfile => ({
  profile_id: 'site-0011223344556677',
  family: 'Chrome',
  name: 'Chrome 151 on Windows',
  version_from: 151,
  version_to: null,
  ja4s: ['t13d1516h2_8daaf6152771_0123456789ab'],
  h2_fingerprints: [],
  document_headers: [],
  proof: {
    source: 'site',
    seen: '2 addresses',
    sessions,
    requests: 20,
    first_day: '2026-11-21',
    last_day: '2026-11-21',
  },
})

const engines = [
  { kind: 'SQLite', open: scratchSqlite, usable: true },
  { kind: 'PostgreSQL', open: scratchPostgresql, usable: canStartPostgresql() },
]

describe.each(engines)('on $kind', ({ open, usable }) => {
  describe.skipIf(!usable)('browser profiles', () => {
    let scratch: ScratchDatabase
    beforeAll(async () => {
      scratch = await open()
    })
    afterAll(() => scratch.remove())

    it('a proposal waits, and takes newer proof until somebody decides', async () => {
      const { state } = scratch
      await proposeBrowserProfile(state, aProfile(2), NOW)
      await proposeBrowserProfile(state, aProfile(5), NOW)
      expect(await listBrowserProfiles(state)).toMatchObject([
        { state: 'proposed', decided_by: null, profile: { proof: { sessions: 5 } } },
      ])
      expect(await listBrowserProfiles(state, { only: 'accepted' })).toEqual([])
    })

    it('only who may write rules decides, and each decision is in the audit', async () => {
      const { state } = scratch
      const profile_id = aProfile(0).profile_id
      await expect(async () =>
        decideBrowserProfile(state, analyst, { profile_id, decision: 'accepted' }),
      ).rejects.toThrow(Forbidden)
      await expect(decideBrowserProfile(state, lead, { profile_id: 'none', decision: 'accepted' })).rejects.toThrow(
        NotFound,
      )
      expect(await decideBrowserProfile(state, lead, { profile_id, decision: 'accepted' })).toMatchObject({
        state: 'accepted',
        decided_by: 'lea',
      })
      await proposeBrowserProfile(state, aProfile(9), NOW)
      expect(await listBrowserProfiles(state, { only: 'accepted' })).toMatchObject([
        { profile: { proof: { sessions: 5 } } },
      ])
      const entries = await state.auditEntry.findMany({ where: { object: `browser_profile/${profile_id}` } })
      expect(entries.map(({ action, actor }) => [action, actor])).toEqual([['browser_profile.accepted', 'lea']])
      expect(await verifyAuditChain(state)).toMatchObject({ broken_at: null })
    })

    it('a decision can be taken back', async () => {
      const { state } = scratch
      const taken_back = await decideBrowserProfile(state, lead, {
        profile_id: aProfile(0).profile_id,
        decision: 'proposed',
      })
      expect(taken_back).toMatchObject({ state: 'proposed', decided_by: null, decided_at: null })
    })
  })
})

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Scope, SCOPES_OF_ROLE } from '../model/access.ts'
import { Conflict, Forbidden, Invalid, NotFound, Unauthenticated } from '../model/errors.ts'
import type { Actor } from './actor.ts'
import { verifyAuditChain } from './audit/verify-audit-chain.ts'
import { listPendingMigrations, migrateState } from './migrate.ts'
import { canStartPostgresql, scratchPostgresql, scratchSqlite, type ScratchDatabase } from './scratch-database.ts'
import { createToken } from './tokens/create-token.ts'
import { listTokens } from './tokens/list-tokens.ts'
import { revokeToken } from './tokens/revoke-token.ts'
import { verifyToken } from './tokens/verify-token.ts'
import { changePassword } from './users/change-password.ts'
import { completeSetup } from './users/complete-setup.ts'
import { createSetupToken } from './users/create-setup-token.ts'
import { createUser } from './users/create-user.ts'
import { findLogin } from './users/find-login.ts'
import { login } from './users/login.ts'
import { ABSOLUTE_MS, IDLE_MS } from './users/login-lifetime.ts'
import { logout } from './users/logout.ts'
import { currentVerdicts } from './verdicts/current-verdicts.ts'
import { listVerdicts } from './verdicts/list-verdicts.ts'
import { recordVerdict } from './verdicts/record-verdict.ts'
import { withdrawVerdict } from './verdicts/withdraw-verdict.ts'

const admin: Actor = {
  name: 'console',
  scopes: Scope.options,
  token_id: null,
  client_address: 'local',
  request_id: 'r1',
}
const analyst: Actor = { ...admin, name: 'ada', scopes: SCOPES_OF_ROLE.analyst }
const viewer: Actor = { ...admin, name: 'vic', scopes: SCOPES_OF_ROLE.viewer }
const password = 'correct horse battery'
const aSessionId = (digit: string) => `76b1a-${digit.repeat(32)}`

const engines = [
  { kind: 'SQLite', open: scratchSqlite, usable: true },
  { kind: 'PostgreSQL', open: scratchPostgresql, usable: canStartPostgresql() },
]

describe.each(engines)('on $kind', ({ kind, open, usable }) => {
  describe.skipIf(!usable)('the decisions', () => {
    let scratch: ScratchDatabase
    beforeAll(async () => {
      scratch = await open()
    })
    afterAll(() => scratch.remove())

    it('migrating again changes nothing, also when two do it at once', async () => {
      expect(await Promise.all([migrateState(scratch.url), migrateState(scratch.url)])).toEqual([[], []])
      expect(await listPendingMigrations(scratch.url)).toEqual([])
    })

    it('the set-up link works once and makes an administrator', async () => {
      const { state } = scratch
      await expect(createSetupToken(state, viewer)).rejects.toThrow(Forbidden)
      const setup_token = await createSetupToken(state, admin)
      await expect(completeSetup(state, admin, { setup_token: 'guess', name: 'root', password })).rejects.toThrow(
        Forbidden,
      )
      const both = await Promise.allSettled([
        completeSetup(state, admin, { setup_token, name: 'root', password }),
        completeSetup(state, admin, { setup_token, name: 'mallory', password }),
      ])
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      await expect(createSetupToken(state, admin)).rejects.toThrow(Conflict)
    })

    it('a login is found by its cookie, until it is idle, over, logged out, or the password changes', async () => {
      const { state } = scratch
      const ada = await createUser(state, admin, { name: 'ada', role: 'analyst', password })
      await expect(createUser(state, admin, { name: 'ada', role: 'viewer', password })).rejects.toThrow(Conflict)
      await expect(login(state, admin, { name: 'ada', password: 'wrong', user_agent: '' })).rejects.toThrow(
        Unauthenticated,
      )
      await expect(login(state, admin, { name: 'nobody', password, user_agent: '' })).rejects.toThrow(Unauthenticated)
      const first = await login(state, admin, { name: 'ada', password, user_agent: 'test' })
      const second = await login(state, admin, { name: 'ada', password, user_agent: 'test' })
      expect(await findLogin(state, first.session_secret)).toEqual(ada)
      expect(await findLogin(state, first.session_secret.replace(/.$/, '~'))).toBeNull()
      expect(await findLogin(state, second.session_secret, new Date(Date.now() + IDLE_MS + 1000))).toBeNull()
      expect(await findLogin(state, second.session_secret, new Date(Date.now() + ABSOLUTE_MS + 1000))).toBeNull()
      await logout(state, analyst, first.session_secret)
      expect(await findLogin(state, first.session_secret)).toBeNull()
      await changePassword(state, admin, { name: 'ada', password: `${password}!` })
      expect(await findLogin(state, second.session_secret)).toBeNull()
    })

    it('use keeps a login from becoming idle', async () => {
      const { session_secret } = await login(scratch.state, admin, {
        name: 'ada',
        password: `${password}!`,
        user_agent: '',
      })
      const later = (minutes: number) => new Date(Date.now() + minutes * 60_000)
      expect(await findLogin(scratch.state, session_secret, later(25))).not.toBeNull()
      expect(await findLogin(scratch.state, session_secret, later(50))).not.toBeNull()
      expect(await findLogin(scratch.state, session_secret, later(81))).toBeNull()
    })

    it('a token opens what it was made for, until it expires or is revoked', async () => {
      const { state } = scratch
      const token = await createToken(state, admin, { name: 'siem', expires_at: new Date(Date.now() + 60_000) })
      const facts = await verifyToken(state, token)
      expect(facts).toMatchObject({ name: 'siem', scopes: ['sessions:read', 'health:read', 'verdicts:write'] })
      expect(await verifyToken(state, token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A'))).toBeNull()
      expect(await verifyToken(state, 'vg_live_x')).toBeNull()
      expect(await verifyToken(state, token, new Date(Date.now() + 61_000))).toBeNull()
      await expect(createToken(state, analyst, { name: 'more' })).rejects.toThrow(Forbidden)
      await revokeToken(state, admin, facts?.token_id ?? '')
      expect(await verifyToken(state, token)).toBeNull()
      await expect(revokeToken(state, admin, facts?.token_id ?? '')).rejects.toThrow(NotFound)
    })

    it('no secret is stored in clear: neither a token, a cookie, a set-up link nor a password', async () => {
      const { state } = scratch
      const token = await createToken(state, admin, { name: 'leak' })
      const { session_secret } = await login(state, admin, { name: 'ada', password: `${password}!`, user_agent: '' })
      const everything = JSON.stringify(
        await Promise.all([
          state.user.findMany(),
          state.loginSession.findMany(),
          state.apiToken.findMany(),
          state.setupToken.findMany(),
          state.auditEntry.findMany(),
        ]),
      )
      for (const secret of [token, token.slice(-43), session_secret, password]) expect(everything).not.toContain(secret)
      expect(JSON.stringify(await listTokens(state, admin))).not.toContain('secret')
      if (kind === 'SQLite') {
        const path = scratch.url.replace('file:', '')
        expect(Buffer.concat([path, `${path}-wal`].map((file) => readFileSync(file))).includes(token.slice(-43))).toBe(
          false,
        )
      }
    })

    it('the newest verdict counts, and undoing it brings the one before back', async () => {
      const { state } = scratch
      const session_id = aSessionId('a')
      const first = await recordVerdict(state, analyst, { session_id, verdict: 'human', note: 'knows us' })
      const second = await recordVerdict(state, analyst, { session_id, verdict: 'bot', bot_class: 'scraper' })
      expect(await listVerdicts(state, viewer, { session_id })).toEqual([second, first])
      expect(await currentVerdicts(state, [session_id, aSessionId('b')])).toEqual(new Map([[session_id, 'bot']]))
      await withdrawVerdict(state, analyst, second.verdict_id)
      expect(await currentVerdicts(state, [session_id])).toEqual(new Map([[session_id, 'human']]))
      await expect(withdrawVerdict(state, analyst, second.verdict_id)).rejects.toThrow(NotFound)
      await expect(recordVerdict(state, viewer, { session_id, verdict: 'bot' })).rejects.toThrow(Forbidden)
      await expect(recordVerdict(state, analyst, { session_id, verdict: 'human', bot_class: 'spam' })).rejects.toThrow(
        Invalid,
      )
    })

    it('three processes that write at once lose nothing and break no chain', async () => {
      const before = await scratch.state.verdict.count()
      const program = fileURLToPath(new URL('concurrent-writer.ts', import.meta.url))
      const writers = [1, 2, 3].map(() =>
        promisify(execFile)(process.execPath, ['--import', 'tsx', program, scratch.url, aSessionId('c'), '40']),
      )
      await Promise.all(writers)
      expect(await scratch.state.verdict.count()).toBe(before + 120)
      const { entries, broken_at } = await verifyAuditChain(scratch.state)
      expect(broken_at).toBeNull()
      expect(entries).toBe(await scratch.state.auditEntry.count())
    })

    it('a change and its audit row come together or not at all', async () => {
      const { state } = scratch
      const before = await state.auditEntry.count()
      await expect(createUser(state, admin, { name: 'ada', role: 'viewer', password })).rejects.toThrow(Conflict)
      expect(await state.auditEntry.count()).toBe(before)
    })

    it('audit entries can be neither changed nor deleted', async () => {
      await expect(scratch.state.auditEntry.updateMany({ data: { actor: 'somebody else' } })).rejects.toThrow()
      await expect(scratch.state.auditEntry.deleteMany()).rejects.toThrow()
      expect((await verifyAuditChain(scratch.state)).broken_at).toBeNull()
    })
  })
})

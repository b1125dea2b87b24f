import { parseArgs } from 'node:util'
import { z } from 'zod'
import { Role, Scope } from './model/access.ts'
import { Password, UserName } from './model/user.ts'
import type { Actor } from './prisma/actor.ts'
import { verifyAuditChain } from './prisma/audit/verify-audit-chain.ts'
import { stateDatabase } from './prisma/client.ts'
import { config } from './prisma/config.ts'
import { migrateState } from './prisma/migrate.ts'
import { createToken } from './prisma/tokens/create-token.ts'
import { listTokens } from './prisma/tokens/list-tokens.ts'
import { revokeToken } from './prisma/tokens/revoke-token.ts'
import { changePassword } from './prisma/users/change-password.ts'
import { createSetupToken } from './prisma/users/create-setup-token.ts'
import { createUser } from './prisma/users/create-user.ts'
import { hasUsers, listUsers } from './prisma/users/list-users.ts'
import { listVerdicts } from './prisma/verdicts/list-verdicts.ts'

const USAGE = `npm run -s admin -- <command>
  setup-link                                     the one-time link that makes the first administrator; nothing if there is one
  token create --name x [--scopes a,b] [--expires-days n]   prints the token, this once
  token list | token revoke <token_id>
  user create --name x --role viewer|analyst|lead|admin|auditor     the password is read from standard input
  user password --name x                                            the same
  user list
  verdict list [--session <session_id>]
  audit verify                                   whether the audit chain is whole`

/** Whoever may run this on the server may do everything; the audit shows it as the console. */
const console_actor: Actor = {
  name: 'console',
  scopes: Scope.options,
  token_id: null,
  client_address: 'local',
  request_id: `console/${process.pid}`,
}

const OPTIONS = {
  name: { type: 'string' },
  role: { type: 'string' },
  scopes: { type: 'string' },
  session: { type: 'string' },
  'expires-days': { type: 'string' },
} as const
type Values = Partial<Record<keyof typeof OPTIONS, string>>

class Misused extends Error {}

const state = stateDatabase()

const COMMANDS: Record<string, (values: Values, argument: string) => Promise<void>> = {
  'setup-link': async () => {
    if (await hasUsers(state)) return
    console.log(
      `${config.public_origin}${config.base_path}/setup?token=${await createSetupToken(state, console_actor)}`,
    )
  },
  'token create': async (values) => {
    const days = read(z.coerce.number().positive().optional(), values['expires-days'], '--expires-days')
    const scopes = values.scopes === undefined ? undefined : read(z.array(Scope), values.scopes.split(','), '--scopes')
    const token = await createToken(state, console_actor, {
      name: read(z.string().min(1).max(64), values.name, '--name'),
      ...(scopes === undefined ? {} : { scopes }),
      expires_at: days === undefined ? null : new Date(Date.now() + days * 86_400_000),
    })
    console.log(token)
  },
  'token list': async () => printRows(await listTokens(state, console_actor)),
  'token revoke': async (_, token_id) =>
    revokeToken(state, console_actor, read(z.string().min(1), token_id, 'the token_id')),
  'user create': async (values) => {
    const name = read(UserName, values.name, '--name')
    const role = read(Role, values.role, '--role')
    await createUser(state, console_actor, { name, role, password: await readPassword() })
  },
  'user password': async (values) => {
    const name = read(UserName, values.name, '--name')
    await changePassword(state, console_actor, { name, password: await readPassword() })
  },
  'user list': async () => printRows(await listUsers(state, console_actor)),
  'verdict list': async ({ session }) =>
    printRows(await listVerdicts(state, console_actor, session === undefined ? {} : { session_id: session })),
  'audit verify': async () => {
    const { entries, broken_at } = await verifyAuditChain(state)
    if (broken_at !== null) throw new Misused(`The audit chain is broken at entry ${broken_at}.`)
    console.log(`${entries} entries, whole`)
  },
}

function read<S extends z.ZodType>(schema: S, value: unknown, what: string): z.infer<S> {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new Misused(`${what}: ${parsed.error.issues[0]?.message ?? 'not valid'}`)
  return parsed.data
}

/** From standard input, so that it shows neither in the process list nor in the shell's history. */
async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password: ')
  process.stdin.setEncoding('utf8')
  let text = ''
  for await (const chunk of process.stdin) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return read(Password, text.split('\n', 1)[0], 'the password')
}

/** One JSON object a line. */
function printRows(rows: readonly unknown[]) {
  for (const row of rows) console.log(JSON.stringify(row))
}

async function main() {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true })
  const one = COMMANDS[positionals[0] ?? '']
  const two = COMMANDS[positionals.slice(0, 2).join(' ')]
  const command = two ?? one
  if (command === undefined) throw new Misused(USAGE)
  await migrateState()
  await command(values, positionals[2] ?? '')
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = error instanceof Misused ? 2 : 1
} finally {
  await state.$disconnect()
  process.stdin.destroy()
}

import { randomUUID } from 'node:crypto'
import type { Role } from '../../model/access.ts'
import { Conflict } from '../../model/errors.ts'
import { User } from '../../model/user.ts'
import type { Actor } from '../actor.ts'
import type { StateDatabase, StateTransaction } from '../client.ts'
import { decide } from '../decide.ts'
import { hashPassword } from './password-hash.ts'

export async function createUser(
  state: StateDatabase,
  actor: Actor,
  { name, role, password }: { name: string; role: Role; password: string },
): Promise<User> {
  const password_hash = await hashPassword(password)
  return decide(state, actor, 'admin:users', async (transaction) => {
    const user = await insertUser(transaction, { name, role, password_hash })
    return { result: user, action: 'user.create', object: `user/${user.name}`, after: user }
  })
}

/** The row alone, for the verbs that make users. */
export async function insertUser(
  transaction: StateTransaction,
  user: { name: string; role: Role; password_hash: string },
): Promise<User> {
  const taken = await transaction.user.findUnique({ where: { name: user.name } })
  if (taken !== null) throw new Conflict(`There is already a user named ${user.name}.`)
  return User.parse(await transaction.user.create({ data: { user_id: randomUUID(), created_at: new Date(), ...user } }))
}

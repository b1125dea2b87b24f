import { User } from '../../model/user.ts'
import { permit, type Actor } from '../actor.ts'
import type { StateDatabase } from '../client.ts'

export async function listUsers(state: StateDatabase, actor: Actor): Promise<User[]> {
  permit(actor, 'admin:users')
  return User.array().parse(await state.user.findMany({ where: { disabled_at: null }, orderBy: { name: 'asc' } }))
}

/** Whether anybody can log in yet; asked before anybody has. */
export async function hasUsers(state: StateDatabase): Promise<boolean> {
  return (await state.user.count()) > 0
}

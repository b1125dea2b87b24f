import { Forbidden } from '../model/errors.ts'
import type { Scope } from '../model/access.ts'

/** Who acts, with what right, from where: everything that the audit needs to know of the doer. */
export interface Actor {
  name: string
  scopes: readonly Scope[]
  token_id: string | null
  client_address: string
  request_id: string
}

export function permit(actor: Actor, scope: Scope): void {
  if (!actor.scopes.includes(scope))
    throw new Forbidden(`This needs the permission ${scope}, which an administrator grants.`)
}

import { Scope } from '../../model/access.ts'
import type { ApiToken } from '../../model/api-token.ts'
import { permit, type Actor } from '../actor.ts'
import type { StateDatabase } from '../client.ts'

export async function listTokens(state: StateDatabase, actor: Actor): Promise<ApiToken[]> {
  permit(actor, 'admin:tokens')
  return (await state.apiToken.findMany({ orderBy: { created_at: 'desc' } })).map(apiTokenOf)
}

/** The row as it may be shown. Scopes that this version no longer knows grant nothing and are left out. */
export function apiTokenOf(row: {
  token_id: string
  name: string
  scopes: string
  created_by: string
  created_at: Date
  expires_at: Date | null
  last_used_at: Date | null
  revoked_at: Date | null
}): ApiToken {
  return {
    token_id: row.token_id,
    name: row.name,
    scopes: row.scopes.split(' ').flatMap((scope) => {
      const known = Scope.safeParse(scope)
      return known.success ? [known.data] : []
    }),
    created_by: row.created_by,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
  }
}

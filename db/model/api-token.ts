import { z } from 'zod'
import { Scope } from './access.ts'

/** A token without its secret, which is kept nowhere. */
export const ApiToken = z.object({
  token_id: z.string(),
  name: z.string(),
  scopes: z.array(Scope),
  created_by: z.string(),
  created_at: z.string(),
  expires_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
})
export type ApiToken = z.infer<typeof ApiToken>

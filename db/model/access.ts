import { z } from 'zod'

/** What a person or a token may do. */
export const Scope = z.enum([
  'sessions:read',
  'health:read',
  'verdicts:write',
  'rules:write',
  'models:write',
  'challenges:write',
  'audit:read',
  'admin:users',
  'admin:tokens',
])
export type Scope = z.infer<typeof Scope>

export const Role = z.enum(['viewer', 'analyst', 'lead', 'admin', 'auditor'])
export type Role = z.infer<typeof Role>

export const SCOPES_OF_ROLE: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: ['sessions:read', 'health:read'],
  analyst: ['sessions:read', 'health:read', 'verdicts:write'],
  lead: ['sessions:read', 'health:read', 'verdicts:write', 'rules:write', 'models:write', 'challenges:write'],
  admin: Scope.options,
  auditor: ['sessions:read', 'health:read', 'audit:read'],
}

/** What a token may do unless it is made for less or more. */
export const SCOPES_OF_TOKEN: readonly Scope[] = ['sessions:read', 'health:read', 'verdicts:write']

import { z } from 'zod'
import { Role } from './access.ts'

export const UserName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._@-]{0,63}$/,
    'a name is 1 to 64 of a-z, 0-9, ".", "_", "@" and "-", and starts with a letter or digit',
  )

/** Length is what counts (NIST SP 800-63B): at least 12, long enough for any passphrase, bounded for the hash. */
export const Password = z.string().min(12, 'a password has at least 12 characters').max(256)

export const User = z.object({ user_id: z.string(), name: z.string(), role: Role })
export type User = z.infer<typeof User>

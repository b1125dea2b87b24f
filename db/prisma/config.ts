import { z } from 'zod'

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value)

const Environment = z.object({
  PORT: z.preprocess(blankIsUnset, z.coerce.number().int().min(1).max(65_535).default(3000)),
  PUBLIC_URL: z.preprocess(blankIsUnset, z.url({ protocol: /^https?$/ }).optional()),
  BASE_PATH: z
    .string()
    .regex(/^(\/[\w.~-]+)*$/, 'is empty or starts with a slash and ends without one')
    .default(''),
})

const parsed = Environment.safeParse(process.env)
if (!parsed.success) {
  const causes = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`Configuration: ${causes.join('; ')}`)
}
const { PORT, PUBLIC_URL, BASE_PATH } = parsed.data

/** Where people reach the application: every absolute link starts with `public_origin` and `base_path`. */
export const config = {
  port: PORT,
  public_origin: new URL(PUBLIC_URL ?? `http://localhost:${PORT}`).origin,
  is_public_url_set: PUBLIC_URL !== undefined,
  base_path: BASE_PATH,
}

/** The caller's environment for a child process, passed on unread. */
export function childEnvironment(): NodeJS.ProcessEnv {
  return process.env
}

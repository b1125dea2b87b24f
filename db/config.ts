import { resolve } from 'node:path'
import { z } from 'zod'

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value)
const text = z.preprocess(blankIsUnset, z.string().optional())
const port = z.coerce.number().int().min(1).max(65_535)

const Environment = z.object({
  VIGIE_STATE_DIR: z.preprocess(blankIsUnset, z.string().default('.vigie')),
  CLICKHOUSE_URL: z.preprocess(blankIsUnset, z.url({ protocol: /^https?$/ }).optional()),
  EMBEDDED_CLICKHOUSE_PORT: z.preprocess(blankIsUnset, port.default(18_123)),
  EMBEDDED_CLICKHOUSE_MEMORY_MB: z.preprocess(blankIsUnset, z.coerce.number().int().min(300).default(1200)),
  CLICKHOUSE_USER: text,
  CLICKHOUSE_PASSWORD: text,
  CLICKHOUSE_MIGRATOR_USER: text,
  CLICKHOUSE_MIGRATOR_PASSWORD: text,
  CLICKHOUSE_READER_USER: text,
  CLICKHOUSE_READER_PASSWORD: text,
  DATABASE_URL: z.preprocess(
    blankIsUnset,
    z
      .string()
      .regex(/^(file:|postgres(ql)?:\/\/)/, 'must start with file: or postgresql://')
      .optional(),
  ),
})

const parsed = Environment.safeParse(process.env)
if (!parsed.success) {
  const causes = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`Configuration: ${causes.join('; ')}`)
}
const environment = parsed.data
const state_directory = resolve(environment.VIGIE_STATE_DIR)
const writer = { user: environment.CLICKHOUSE_USER ?? 'default', password: environment.CLICKHOUSE_PASSWORD ?? '' }

/** Where the data lives; one reading of the environment for every process. */
export const config = {
  state_directory,
  clickhouse: {
    /** Whether the store is our own process; its passwords then come from the state directory. */
    embedded: environment.CLICKHOUSE_URL === undefined,
    url: environment.CLICKHOUSE_URL ?? `http://127.0.0.1:${environment.EMBEDDED_CLICKHOUSE_PORT}`,
    embedded_port: environment.EMBEDDED_CLICKHOUSE_PORT,
    embedded_memory_mb: environment.EMBEDDED_CLICKHOUSE_MEMORY_MB,
    /** Credentials on a server of one's own; a role without its own account uses the writer's. */
    accounts: {
      writer,
      migrator: {
        user: environment.CLICKHOUSE_MIGRATOR_USER ?? writer.user,
        password: environment.CLICKHOUSE_MIGRATOR_PASSWORD ?? writer.password,
      },
      reader: {
        user: environment.CLICKHOUSE_READER_USER ?? writer.user,
        password: environment.CLICKHOUSE_READER_PASSWORD ?? writer.password,
      },
    },
  },
  database_url: environment.DATABASE_URL ?? `file:${resolve(state_directory, 'vigie.sqlite')}`,
}

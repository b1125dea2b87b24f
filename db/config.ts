import { resolve } from 'node:path'
import { z } from 'zod'

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value)
const text = z.preprocess(blankIsUnset, z.string().optional())
const port = z.coerce.number().int().min(1).max(65_535)
/** A span of time for which rows are kept; ten years at most. */
const span = (fallback: number, most = 3660) =>
  z.preprocess(blankIsUnset, z.coerce.number().int().min(1).max(most).default(fallback))

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
  CLICKHOUSE_CLUSTER: z.preprocess(
    blankIsUnset,
    z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a name of letters, digits and _')
      .optional(),
  ),
  VIGIE_KEEP_RAW_HOURS: span(2, 24 * 31),
  VIGIE_KEEP_REQUESTS_DAYS: span(30),
  VIGIE_KEEP_DEAD_LETTERS_DAYS: span(30),
  VIGIE_KEEP_AGGREGATES_DAYS: span(30),
  VIGIE_KEEP_MINUTES_DAYS: span(3),
  VIGIE_KEEP_SCORES_DAYS: span(7),
  VIGIE_KEEP_ANOMALIES_DAYS: span(30),
  VIGIE_KEEP_FLEETS_DAYS: span(7),
  VIGIE_KEEP_METRICS_DAYS: span(90),
  VIGIE_KEEP_LABELS_DAYS: span(400),
  DATABASE_URL: z.preprocess(
    blankIsUnset,
    z
      .string()
      .regex(/^(file:|postgres(ql)?:\/\/)/, 'must start with file: or postgresql://')
      .optional(),
  ),
})

/** Names a retention setting: VIGIE_KEEP_…_HOURS or …_DAYS. */
export type KeepSetting = Extract<keyof z.infer<typeof Environment>, `VIGIE_KEEP_${string}`>

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
    /** The cluster's name in the server's remote_servers; undefined: one server. */
    cluster: environment.CLICKHOUSE_CLUSTER,
    /** How long rows are kept, by setting. */
    keep: {
      VIGIE_KEEP_RAW_HOURS: environment.VIGIE_KEEP_RAW_HOURS,
      VIGIE_KEEP_REQUESTS_DAYS: environment.VIGIE_KEEP_REQUESTS_DAYS,
      VIGIE_KEEP_DEAD_LETTERS_DAYS: environment.VIGIE_KEEP_DEAD_LETTERS_DAYS,
      VIGIE_KEEP_AGGREGATES_DAYS: environment.VIGIE_KEEP_AGGREGATES_DAYS,
      VIGIE_KEEP_MINUTES_DAYS: environment.VIGIE_KEEP_MINUTES_DAYS,
      VIGIE_KEEP_SCORES_DAYS: environment.VIGIE_KEEP_SCORES_DAYS,
      VIGIE_KEEP_ANOMALIES_DAYS: environment.VIGIE_KEEP_ANOMALIES_DAYS,
      VIGIE_KEEP_FLEETS_DAYS: environment.VIGIE_KEEP_FLEETS_DAYS,
      VIGIE_KEEP_METRICS_DAYS: environment.VIGIE_KEEP_METRICS_DAYS,
      VIGIE_KEEP_LABELS_DAYS: environment.VIGIE_KEEP_LABELS_DAYS,
    },
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

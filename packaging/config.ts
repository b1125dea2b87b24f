import path from 'node:path'
import { z } from 'zod'

const Environment = z.object({
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  BIND_ADDRESS: z.string().default('127.0.0.1'),
  CLICKHOUSE_URL: z.url().optional(),
  EMBEDDED_CLICKHOUSE_PORT: z.coerce.number().int().min(1).max(65535).default(18123),
  PUBLIC_URL: z.url().optional(),
  BASE_PATH: z.string().default(''),
})

const parsed = Environment.safeParse(process.env)
if (!parsed.success) {
  throw new Error(`Environment: ${z.prettifyError(parsed.error)}`)
}
const environment = parsed.data

/** The checkout: every path of the product is relative to it. */
export const projectRoot = path.resolve(import.meta.dirname, '..')

export const startConfig = {
  port: environment.PORT,
  bindAddress: environment.BIND_ADDRESS,
  /** Where this machine itself reaches the dashboard. */
  probeAddress: environment.BIND_ADDRESS === '0.0.0.0' ? '127.0.0.1' : environment.BIND_ADDRESS,
  storePort: environment.EMBEDDED_CLICKHOUSE_PORT,
  /** Unset: the embedded store is ours to start. */
  clickhouseUrl: environment.CLICKHOUSE_URL,
  basePath: environment.BASE_PATH,
  publicUrl: environment.PUBLIC_URL ?? `http://localhost:${environment.PORT}`,
}

/** The environment for a child: ours, with the given variables on top. */
export function childEnvironment(extra: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1', ...extra }
}

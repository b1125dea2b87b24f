import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'
import { config } from '#db/config.ts'
import { readOrCreateSecret } from '#db/state-directory.ts'

/** `migrator` may change tables, `writer` inserts and selects, `reader` only selects, under caps. */
export type Role = 'migrator' | 'writer' | 'reader'

/** Where a store listens and how a role signs in there. */
export interface Endpoint {
  url: string
  account: (role: Role) => { user: string; password: string }
}

/** The embedded store whose secrets lie in `state_directory`. */
export function embeddedEndpoint(port: number, state_directory?: string): Endpoint {
  return {
    url: `http://127.0.0.1:${port}`,
    account: (role) => ({ user: role, password: readOrCreateSecret(`clickhouse-${role}`, state_directory) }),
  }
}

function configuredEndpoint(): Endpoint {
  const { embedded, embedded_port, url, accounts } = config.clickhouse
  return embedded ? embeddedEndpoint(embedded_port) : { url, account: (role) => accounts[role] }
}

let endpoint: Endpoint | undefined
const clients = new Map<Role, ClickHouseClient>()

/** One client per role and process, to the configured store. */
export function clickhouseFor(role: Role): ClickHouseClient {
  let client = clients.get(role)
  if (!client) {
    endpoint ??= configuredEndpoint()
    client = connect(endpoint, role)
    clients.set(role, client)
  }
  return client
}

export function connect(to: Endpoint, role: Role): ClickHouseClient {
  const { user, password } = to.account(role)
  return createClient({
    url: to.url,
    username: user,
    password,
    application: `vigie-${role}`,
    // A migration may rewrite years of rows; people and the sensor wait half a minute.
    request_timeout: role === 'migrator' ? 3_600_000 : 30_000,
    max_open_connections: 16,
    // Failures come back as errors; a second telling on the console helps nobody.
    log: { level: ClickHouseLogLevel.OFF },
    // The store closes idle connections after 10 s: ours must let go first.
    keep_alive: { enabled: true, idle_socket_ttl: 2500 },
  })
}

/** Makes this process use another store than the configured one. */
export async function pointClickhouseAt(other: Endpoint | undefined): Promise<void> {
  await closeClickhouse()
  endpoint = other
}

export async function closeClickhouse(): Promise<void> {
  const open = [...clients.values()]
  clients.clear()
  await Promise.all(open.map((client) => client.close()))
}

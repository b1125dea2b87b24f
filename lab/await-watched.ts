import { listSensorHeartbeats } from '#db/clickhouse/health/list-sensor-heartbeats.ts'
import type { Laboratory } from './laboratory.ts'
import { isStoreConfigured } from './stored/store-in-reach.ts'
import { waitUntilWatched, type Watched } from './stored/watched.ts'

const WATCH_DEADLINE_MS = 20_000

/** Waits until a running Vigie listens on every client interface, or says that none does. */
export async function awaitWatched({ topology }: Laboratory): Promise<Watched> {
  if (!isStoreConfigured()) {
    return { detail: 'No Vigie has run with this state directory: nobody watches.', store: false, by: 'nobody' }
  }
  const interfaces = topology.clients.map((client) => client.interface)
  return waitUntilWatched(interfaces, () => listSensorHeartbeats({}), WATCH_DEADLINE_MS)
}

import { setTimeout as pause } from 'node:timers/promises'
import { listSensorHeartbeats } from '#db/clickhouse/health/list-sensor-heartbeats.ts'
import type { Hook } from '#db/model/sensor-heartbeat.ts'
import type { MatrixOptions } from '#lab/command-line.ts'
import { startLaboratory, type Laboratory } from '#lab/laboratory.ts'
import { SERVERS } from '#lab/server/servers.ts'
import { listStoredConnections } from '#lab/stored/list-stored-connections.ts'
import { awaitStored } from '#lab/stored/read-stored.ts'
import { waitUntilWatched } from '#lab/stored/watched.ts'
import { startWatch } from '#lab/watch/start-watch.ts'
import { differencesOf } from './compare-talk.ts'
import { differencesOfPair } from './compare-visits.ts'
import { matrixPictureOf, type Cell } from './picture.ts'
import { cellsThroughProxies, driveThroughProxies } from './through-proxies.ts'
import { play, protocolOf, type Account } from './play.ts'

const SLOWLORIS_MS = 2000
/** Ordinary rows are in the store in a few; those of connections wait for their end and the table's next look. */
const STORED_DEADLINE_MS = 12_000
const CONNECTIONS_MS = 1500
const WATCH_DEADLINE_MS = 20_000

type Logs = ReturnType<Laboratory['readAccessLogs']>
type Say = (line: string) => void
type Stored = Awaited<ReturnType<typeof awaitStored<Account['visits'][number]>>>
type Connections = Awaited<ReturnType<typeof listStoredConnections>>

function loggedOf({ server, protocol }: Account, logs: Logs): number {
  // What was cut short or was no HTTP has lines too.
  const isRequest = ({ host, target }: Logs[number]): boolean =>
    host !== '' && host !== '-' && target !== '/slow' && !target.startsWith('/through/')
  return logs.filter((line) => line.server === server && protocolOf(line) === protocol && isRequest(line)).length
}

function cellOf(account: Account, stored: Stored, connections: Connections, logs: Logs): Cell {
  const { server, protocol, visits, talks } = account
  const isOpaque = !SERVERS[server].isDecrypted && (protocol === 'https' || protocol === 'h2')
  const pairs = stored.pairs.filter(([sent]) => visits.includes(sent))
  const rows = [...stored.pairs.map(([, row]) => row), ...stored.surplus]
  const compared = talks.map((one) => ({ one, ...differencesOf(one, rows, connections) }))
  const counted = pairs.length + compared.reduce((sum, { stored: count }) => sum + count, 0)
  const sent = visits.length + talks.reduce((sum, { played }) => sum + played.heads.length, 0)
  const differences = isOpaque
    ? counted === 0
      ? []
      : [`${counted} stored that nobody can read`]
    : [
        ...visits
          .filter((request) => stored.missing.includes(request))
          .map(({ client, target }) => `${client} ${target} is not stored`),
        ...pairs.flatMap(([request, row]) =>
          differencesOfPair(request, row).map((what) => `${request.client} ${request.target}: ${what}`),
        ),
        ...compared.flatMap(({ one, differences }) =>
          differences.map((what) => `${one.played.name} from ${one.src_ip}: ${what}`),
        ),
      ]
  return { server, protocol, sent, logged: loggedOf(account, logs), stored: counted, isOpaque, differences }
}

/** The Health page's words for a server whose TLS is its own. */
async function undecrypted(laboratory: Laboratory): Promise<string[]> {
  const opaque = laboratory.servers.filter(({ name }) => !SERVERS[name].isDecrypted)
  const named = async (): Promise<Hook[]> =>
    (await listSensorHeartbeats({})).flatMap(({ hooks }) => hooks).filter(({ state }) => state === 'not_decrypted')
  const deadline = Date.now() + STORED_DEADLINE_MS
  let hooks = await named()
  while (opaque.some(({ name }) => !hooks.some(({ target }) => target.includes(name))) && Date.now() < deadline) {
    await pause(500)
    hooks = await named()
  }
  return opaque
    .filter(({ name }) => !hooks.some(({ target }) => target.includes(name)))
    .map(({ name }) => `${name} is not named as seen, not decrypted`)
}

async function run(laboratory: Laboratory, options: MatrixOptions, say: Say): Promise<Cell[]> {
  const interfaces = laboratory.topology.clients.map((client) => client.interface)
  const watched = await waitUntilWatched(interfaces, () => listSensorHeartbeats({}), WATCH_DEADLINE_MS)
  say(watched.detail)
  const since = new Date().toISOString()
  const accounts: Account[] = []
  for (const { name } of laboratory.servers) {
    const began = Date.now()
    const played = await play(laboratory, name, options.protocol, SLOWLORIS_MS)
    accounts.push(...played)
    say(
      `  ${name.padEnd(15)} ${played.map(({ protocol }) => protocol).join(', ')} in ${((Date.now() - began) / 1000).toFixed(1)} s`,
    )
  }
  const expected = accounts.filter(
    ({ server, protocol }) => SERVERS[server].isDecrypted || protocol.endsWith('c') || protocol === 'http',
  )
  const handed = await driveThroughProxies(laboratory)
  await pause(CONNECTIONS_MS)
  const stored = await awaitStored(
    expected.flatMap(({ visits }) => visits),
    since,
    STORED_DEADLINE_MS,
  )
  const connections = await listStoredConnections({ since })
  const logs = laboratory.readAccessLogs()
  const rows = [...stored.pairs.map(([, row]) => row), ...stored.surplus]
  return [
    ...accounts.map((account) => cellOf(account, stored, connections, logs)),
    ...cellsThroughProxies(handed, rows),
  ]
}

/** Every server by every protocol, sent against stored; resolves to whether nothing differs. */
export async function matrix(options: MatrixOptions, say: Say): Promise<boolean> {
  const laboratory = await startLaboratory({
    machines: 12,
    client_namespaces: 4,
    delays: false,
    servers: options.server,
  })
  try {
    const watch = await startWatch({
      ...{ sensor_id: 'matrix', interfaces: 'vigie-lab*', outputs: 'clickhouse', trusted_proxies: '10.77.0.0/24' },
      ...{ slowloris_ms: String(SLOWLORIS_MS), half_open_ms: String(SLOWLORIS_MS) },
    })
    try {
      const cells = await run(laboratory, options, say)
      const silent = await undecrypted(laboratory)
      const [heartbeat] = await listSensorHeartbeats({})
      const losses = Object.entries(heartbeat?.counters ?? {}).filter(
        ([name, value]) => name.startsWith('dropped_') && value > 0,
      )
      say(`\n${matrixPictureOf(cells)}`)
      if (cells.some(({ differences }) => differences.length > 0))
        for (const line of watch.said.slice(-8)) say(`  sensor said: ${line}`)
      for (const line of silent) say(`  ${line}`)
      say(
        `Losses counted: ${losses.length === 0 ? 'none' : losses.map(([name, value]) => `${name} ${value}`).join(', ')}.`,
      )
      return cells.every(({ differences }) => differences.length === 0) && silent.length === 0
    } finally {
      await watch.stop()
    }
  } finally {
    await laboratory.stop()
  }
}

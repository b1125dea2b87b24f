import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { pointClickhouseAt } from '#db/clickhouse/client.ts'
import { freePort } from '#db/clickhouse/embedded/free-port.ts'
import { startEmbedded } from '#db/clickhouse/embedded/start-embedded.ts'
import { listSensorHeartbeats } from '#db/clickhouse/health/list-sensor-heartbeats.ts'
import { migrate } from '#db/clickhouse/migrate.ts'

/** A store and a sensor of the laboratory's own: nobody's data are touched, and the settings are known. */
export interface Watch {
  sensor_pid: number
  store_pid: number
  /** Lines of the sensor's log. */
  said: readonly string[]
  /** Resolves when the sensor has written everything out. */
  stopSensor: () => Promise<void>
  stop: () => Promise<void>
}

const HEARTBEAT_DEADLINE_MS = 20_000
const ROOT = join(import.meta.dirname, '../..')

/** `settings` by their names in the sensor's configuration. This process's queries go to the new store. */
export async function startWatch(settings: Readonly<Record<string, string>>): Promise<Watch> {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-watch-'))
  const port = await freePort()
  const store = await startEmbedded({ stateDirectory: folder, port })
  await pointClickhouseAt(store.endpoint)
  const stopStore = async (): Promise<void> => {
    await pointClickhouseAt(undefined)
    await store.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await migrate()
    const sensor = await startSensor(folder, port, settings)
    const deadline = Date.now() + HEARTBEAT_DEADLINE_MS
    while ((await listSensorHeartbeats({})).length === 0 && Date.now() < deadline) await pause(200)
    const stop = async (): Promise<void> => {
      await sensor.stop()
      await stopStore()
    }
    return { sensor_pid: sensor.pid, store_pid: store.pid, said: sensor.said, stopSensor: sensor.stop, stop }
  } catch (error) {
    await stopStore()
    throw error
  }
}

async function startSensor(folder: string, port: number, settings: Readonly<Record<string, string>>) {
  const environment = [`VIGIE_STATE_DIR=${folder}`, `EMBEDDED_CLICKHOUSE_PORT=${port}`, 'NODE_ENV=production']
  const words = Object.entries(settings).flatMap(([key, value]) => [`--${key.replaceAll('_', '-')}`, value])
  const program = [process.execPath, '--import', 'tsx', 'sensor/main.ts', ...words]
  // env and setpriv become the sensor: their process number is its own.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', 'env', ...environment, ...program], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  const exited = once(child, 'exit')
  const said: string[] = []
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line)
      if (line.includes('ready')) resolve()
    })
    void exited.then(() => reject(new Error(`the sensor ended: ${said.join('\n')}`)))
  })
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await exited
  }
  return { pid: child.pid ?? 0, said, stop }
}

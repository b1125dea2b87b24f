import { createReadStream } from 'node:fs'
import { readOrCreateSecret } from '#db/state-directory.ts'
import type { SensorConfig } from './config.ts'
import { ConnectionTable } from './connection/connection-table.ts'
import { openOutputs } from './output/open-outputs.ts'
import { log } from './service-log.ts'
import { readPcap } from './source/pcap.ts'

/** Capture file (`-`: standard input) → connections → outputs, to its end. Connections get lines of their own. */
export async function replayCapture(file: string, config: SensorConfig): Promise<void> {
  const outputs = openOutputs(config)
  let newest_ms = 0
  const table = new ConnectionTable(
    {
      sensor_id: config.sensor_id,
      headerHashKey: Buffer.from(readOrCreateSecret('sensor-header-key'), 'base64url'),
      maxConnections: config.max_connections,
      responseWaitMs: config.response_wait_ms,
      idleMs: config.idle_ms,
      responses: config.responses,
      keepSecrets: config.keep_secrets,
      onConnection: (connection) => outputs.forEach((output) => output.write([connection])),
    },
    (request) => outputs.forEach((output) => output.write([request])),
  )
  const input: AsyncIterable<Uint8Array> = file === '-' ? process.stdin : createReadStream(file)
  const counters = await readPcap(input, (fact) => {
    // The capture's own clock drives the waits: a file is read faster than it was recorded.
    if (fact.time_ms > newest_ms) {
      newest_ms = fact.time_ms
      table.tick(newest_ms)
    }
    table.handle(fact)
  })
  table.finish()
  await Promise.all(outputs.map((output) => output.close()))
  log(JSON.stringify({ ...counters, ...table.counters() }))
}

import { createReadStream } from 'node:fs'
import type { Request } from '#db/model/request.ts'
import type { SensorConfig } from './config.ts'
import { openTables } from './open-tables.ts'
import { openOutputs } from './output/open-outputs.ts'
import type { Repeated } from './output/output.ts'
import { log, reasonOf } from './service-log.ts'
import { PacketTracker } from './source/packet-tracker.ts'
import { trackPackets } from './source/pcap.ts'

const TICK_MS = 100

/**
 * Capture file (`-`: standard input) → connections → outputs, to its end. Connections get lines of their own.
 * A damaged file is refused by name and place once everything before the damage is written.
 */
export async function replayCapture(file: string, config: SensorConfig): Promise<void> {
  const outputs = openOutputs(config)
  let ticked_ms = 0
  const write = (row: Request, connection?: Repeated): void =>
    outputs.forEach((output) => output.write([row], connection))
  const tables = openTables({ ...config, connection_rows: 'all' }, write)
  const input: AsyncIterable<Uint8Array> = file === '-' ? process.stdin : createReadStream(file)
  const tracker = new PacketTracker(
    {
      includedPorts: new Set(config.listen_ports),
      excludedPorts: new Set(config.exclude_ports),
      quicPorts: new Set(config.quic_ports),
    },
    (fact) => {
      // The capture's own clock drives the waits: a file is read faster than it was recorded.
      if (fact.time_ms >= ticked_ms + TICK_MS) {
        ticked_ms = fact.time_ms
        tables.tick(ticked_ms)
      }
      tables.handle(fact)
    },
  )
  const failure = await trackPackets(input, tracker).then(() => undefined, reasonOf)
  tables.finish()
  await Promise.all(outputs.map((output) => output.close()))
  log(JSON.stringify({ ...tracker.counters(), ...tables.counters() }))
  if (failure !== undefined) throw new Error(failure.includes(file) ? failure : `${file}: ${failure}`)
}

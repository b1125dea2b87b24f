import { readFileSync } from 'node:fs'
import { listSensorHeartbeats } from '#db/clickhouse/health/list-sensor-heartbeats.ts'
import { isLoss } from '#db/model/sensor-heartbeat.ts'
import type { Watch } from '#lab/watch/start-watch.ts'
import { processorTimeOf } from '#lab/bench/processor-time.ts'

interface Process {
  rss_mb: number
  /** Without mapped files: heap, buffers, stacks. */
  private_mb: number
  /** Since it started. */
  processor_s: number
}

export interface Sample {
  time: string
  /** Since the load began. */
  at_s: number
  sensor: Process
  store: Process
  /** Requests sent and answered so far. */
  sent: number
  /** Every counter of loss that is not zero. */
  losses: Record<string, number>
  open_connections: number
  /** All counters, as the newest heartbeat told them. */
  counters: Record<string, number>
}

function megabytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? NaN) / 1024
}

function processOf(pid: number): Process {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return {
    rss_mb: megabytes(status, 'VmRSS'),
    private_mb: megabytes(status, 'RssAnon'),
    processor_s: processorTimeOf(pid) / 1e6,
  }
}

export async function takeSample(watch: Watch, began_ms: number, sent: number): Promise<Sample> {
  const [heartbeat] = await listSensorHeartbeats({})
  const counters = heartbeat?.counters ?? {}
  return {
    time: new Date().toISOString(),
    at_s: (Date.now() - began_ms) / 1000,
    sensor: processOf(watch.sensor_pid),
    store: processOf(watch.store_pid),
    sent,
    losses: Object.fromEntries(Object.entries(counters).filter(([name, value]) => isLoss(name) && value > 0)),
    open_connections: counters['open_connections'] ?? 0,
    counters,
  }
}

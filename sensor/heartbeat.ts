import { insertHeartbeat } from '#db/clickhouse/health/insert-heartbeat.ts'
import type { SensorHeartbeat } from '#db/model/sensor-heartbeat.ts'

const INTERVAL_MS = 2000

/** Tells the store every two seconds how the sensor does; an unreachable store misses beats, nothing else. */
export class Heartbeat {
  readonly #describe: () => SensorHeartbeat
  #timer: NodeJS.Timeout | undefined
  #sending: Promise<void> | undefined
  #missed = 0

  constructor(describe: (missed: number) => SensorHeartbeat) {
    this.#describe = () => describe(this.#missed)
  }

  start(): void {
    this.#timer = setInterval(() => this.#beat(), INTERVAL_MS)
    this.#beat()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#sending
  }

  #beat(): void {
    if (this.#sending !== undefined) {
      this.#missed += 1
      return
    }
    this.#sending = insertHeartbeat(this.#describe(), { signal: AbortSignal.timeout(INTERVAL_MS) })
      .catch(() => {
        this.#missed += 1
      })
      .finally(() => {
        this.#sending = undefined
      })
  }
}

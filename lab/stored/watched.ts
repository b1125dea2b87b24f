import { setTimeout as pause } from 'node:timers/promises'

/** Whether a Vigie is there to see the traffic, in one word and one sentence. */
export interface Watched {
  by: 'sensor' | 'nobody'
  detail: string
  /** A store answers: what was driven can be compared with what was stored. */
  store: boolean
}

interface Heartbeat {
  time: string
  sensor_id: string
  hooks: { hook: string; target: string; state: string }[]
}

/** A heartbeat older than this is a sensor that ended. */
const FRESH_MS = 30_000

function unwatched(heartbeats: readonly Heartbeat[], interfaces: readonly string[]): string[] {
  const fresh = heartbeats.filter((beat) => Date.now() - Date.parse(beat.time) < FRESH_MS)
  const attached = fresh
    .flatMap((beat) => beat.hooks)
    .filter((hook) => hook.hook === 'ingress' && hook.state === 'attached')
    .map((hook) => hook.target)
  return interfaces.filter((name) => !attached.includes(name))
}

/** Waits until a running sensor says that it listens on every client interface, or says plainly that nobody does. */
export async function waitUntilWatched(
  interfaces: readonly string[],
  readHeartbeats: () => Promise<Heartbeat[]>,
  deadline_ms: number,
): Promise<Watched> {
  const deadline = Date.now() + deadline_ms
  for (;;) {
    let heartbeats: Heartbeat[]
    try {
      heartbeats = await readHeartbeats()
    } catch {
      return {
        by: 'nobody',
        detail: 'No store answers, so nobody watches: the traffic is driven all the same.',
        store: false,
      }
    }
    const fresh = heartbeats.filter((beat) => Date.now() - Date.parse(beat.time) < FRESH_MS)
    const missing = unwatched(fresh, interfaces)
    const [sensor] = fresh
    if (sensor !== undefined && missing.length === 0) {
      return { by: 'sensor', detail: `Sensor ${sensor.sensor_id} watches ${interfaces.join(', ')}.`, store: true }
    }
    if (sensor === undefined) {
      return { by: 'nobody', detail: 'The store answers, but no sensor runs: nobody watches.', store: true }
    }
    if (Date.now() > deadline) {
      return { by: 'nobody', detail: `A sensor runs, but does not listen on ${missing.join(', ')}.`, store: true }
    }
    await pause(250)
  }
}

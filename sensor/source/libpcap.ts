import type { Hook } from '#db/model/sensor-heartbeat.ts'
import { Library } from '#sensor/libpcap/library.ts'
import { LiveCapture } from '#sensor/libpcap/live-capture.ts'
import { reasonOf } from '#sensor/service-log.ts'
import { resolveInterfaces } from './ebpf/interfaces.ts'
import type { Fact } from './fact.ts'
import { PacketTracker, type TrackerOptions } from './packet-tracker.ts'
import type { Source } from './source.ts'

const LOOK_MS = 1000

interface Options extends TrackerOptions {
  /** Names, patterns with `*`, or the words `default-route` and `any`. */
  interfaces: readonly string[]
}

/** Listens in on this machine's interfaces without the help of the kernel programs: nothing is decrypted. */
export class LibpcapSource implements Source {
  readonly name = 'libpcap'
  readonly #options: Options
  readonly #tracker: PacketTracker
  readonly #filter: string
  #library: Library | undefined
  readonly #captures = new Map<string, LiveCapture>()
  readonly #failures = new Map<string, string>()
  #droppedBefore = 0
  #looked_ms = 0

  constructor(options: Options, onFact: (fact: Fact) => void) {
    this.#options = options
    this.#tracker = new PacketTracker(options, onFact)
    this.#filter = filterOf(options.quicPorts)
  }

  start(): Promise<void> {
    return new Promise((resolve) => {
      this.#library = new Library()
      this.#look()
      const [failure] = this.#failures.values()
      if (this.#captures.size === 0 && failure !== undefined)
        throw new Error(`Capture through libpcap is not possible: ${failure}. It needs CAP_NET_RAW, or root.`)
      resolve()
    })
  }

  stop(): Promise<void> {
    for (const capture of this.#captures.values()) this.#close(capture)
    this.#captures.clear()
    this.#tracker.finish()
    return Promise.resolve()
  }

  tick(now_ms: number): void {
    this.#tracker.tick(now_ms)
    if (now_ms - this.#looked_ms < LOOK_MS) return
    this.#looked_ms = now_ms
    this.#look()
  }

  hooks(): Hook[] {
    return [
      ...[...this.#captures.keys()].map((target) => hookOf(target, 'attached', 'packets only: TLS is not decrypted')),
      ...[...this.#failures].map(([target, detail]) => hookOf(target, 'failed', detail)),
    ]
  }

  counters(): Record<string, number> {
    const dropped = [...this.#captures.values()].reduce((sum, capture) => sum + capture.dropped, this.#droppedBefore)
    return { ...this.#tracker.counters(), dropped_libpcap_packets: dropped }
  }

  /** Interfaces come and go. */
  #look(): void {
    const present = new Set(resolveInterfaces(this.#options.interfaces).map(({ name }) => name))
    for (const [name, capture] of this.#captures) {
      if (present.has(name) && capture.failure === '') continue
      this.#close(capture)
      this.#captures.delete(name)
    }
    for (const name of this.#failures.keys()) if (!present.has(name)) this.#failures.delete(name)
    for (const name of present) if (!this.#captures.has(name)) this.#open(name)
  }

  #open(name: string): void {
    if (this.#library === undefined) return
    try {
      const capture = new LiveCapture(this.#library, name, this.#filter, (packet) => this.#tracker.take(packet))
      this.#captures.set(name, capture)
      this.#failures.delete(name)
    } catch (error) {
      this.#failures.set(name, reasonOf(error))
    }
  }

  #close(capture: LiveCapture): void {
    this.#droppedBefore += capture.dropped
    capture.close()
  }
}

function hookOf(target: string, state: Hook['state'], detail: string): Hook {
  return { hook: 'libpcap', target, state, detail }
}

/** Behind up to two VLAN tags too; a filter's `vlan` moves everything that follows it by one tag. */
function filterOf(quicPorts: ReadonlySet<number>): string {
  const plain = ['tcp', ...[...quicPorts].map((port) => `udp dst port ${port}`)].map((part) => `(${part})`).join(' or ')
  return `${plain} or (vlan and (${plain} or (vlan and (${plain}))))`
}

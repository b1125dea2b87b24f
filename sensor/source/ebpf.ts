import type { Hook } from '#db/model/sensor-heartbeat.ts'
import { pollReadable } from '#sensor/libbpf/poll.ts'
import { Clock } from './ebpf/clock.ts'
import { factOf } from './ebpf/fact-of.ts'
import { Probes } from './ebpf/probes.ts'
import type { ProbeOptions } from './ebpf/probes.ts'
import { readRecord } from '#sensor/wire/record.ts'
import type { Fact } from './fact.ts'

/** The kernel does not wake the sensor for little: it looks by itself this often, and less often while nothing comes. */
const DRAIN_INTERVAL_MS = 4
const IDLE_INTERVAL_MS = 100
/** This many looks in vain before it slows down. */
const IDLE_LOOKS = 50
const WATCH_INTERVAL_MS = 1000
const FAILURES_SHOWN_MAX = 10

export type EbpfOptions = ProbeOptions

/** Listens in on this machine's servers through the kernel. */
export class EbpfSource {
  readonly #options: EbpfOptions
  readonly #onFact: (fact: Fact) => void
  readonly #clock = new Clock()
  #probes: Probes | null = null
  #stopTimers: () => void = () => undefined
  #countersAtStop: Record<string, number> = {}
  #failures = 0

  constructor(options: EbpfOptions, onFact: (fact: Fact) => void) {
    this.#options = options
    this.#onFact = onFact
  }

  /** Rejects with one sentence that says what to do when capture cannot work here. */
  start(): Promise<void> {
    return new Promise((resolve) => {
      const probes = new Probes(this.#options)
      this.#probes = probes
      const stopDraining = this.#drainRegularly()
      const watch = setInterval(() => {
        this.#clock.follow()
        probes.refresh()
      }, WATCH_INTERVAL_MS)
      const stopPoll = pollReadable(probes.ringFd, () => this.#drain())
      this.#stopTimers = () => {
        stopDraining()
        clearInterval(watch)
        stopPoll()
      }
      resolve()
    })
  }

  /** Detaches everything, then hands over what was already captured. */
  stop(): Promise<void> {
    const probes = this.#probes
    if (probes === null) return Promise.resolve()
    this.#stopTimers()
    probes.detach()
    while (this.#drain() > 0) continue
    this.#countersAtStop = this.counters()
    this.#probes = null
    probes.close()
    return Promise.resolve()
  }

  hooks(): Hook[] {
    return this.#probes?.hooks() ?? []
  }

  counters(): Record<string, number> {
    if (this.#probes === null) return this.#countersAtStop
    return { ...this.#probes.counters(), dropped_failed_facts: this.#failures }
  }

  #drainRegularly(): () => void {
    let looksInVain = 0
    let timer: NodeJS.Timeout | undefined
    const look = (): void => {
      looksInVain = this.#drain() > 0 ? 0 : looksInVain + 1
      timer = setTimeout(look, looksInVain < IDLE_LOOKS ? DRAIN_INTERVAL_MS : IDLE_INTERVAL_MS)
    }
    look()
    return () => clearTimeout(timer)
  }

  /** How many bytes of the ring were handed over. */
  #drain(): number {
    return this.#probes?.drain((view, at, bytes) => this.#take(view, at, bytes)) ?? 0
  }

  #take(view: DataView, at: number, bytes: Buffer): void {
    const record = readRecord(view, at)
    if (record.kind === 'listen') {
      this.#probes?.lookAtProcess(record.body.pid)
      return
    }
    if (record.kind === 'not_decrypted') {
      this.#probes?.noteNotDecrypted(record.body.pid)
      return
    }
    try {
      this.#onFact(factOf(record, bytes, this.#clock.offset_ms))
    } catch (error) {
      // One bad connection must not end the capture of all others.
      this.#failures += 1
      if (this.#failures <= FAILURES_SHOWN_MAX) console.error('A captured fact could not be processed:', error)
    }
  }
}

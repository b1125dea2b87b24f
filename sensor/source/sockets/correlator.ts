import { Counters } from '#sensor/connection/counters.ts'
import type { ModuleRequest } from './module-request.ts'
import type { NetworkRecord } from './network-record.ts'

export interface CorrelatorOptions {
  /** How long a request waits for its connection at most. */
  emit_delay_ms: number
  correlation_window_ms: number
  /** A connection is forgotten so long after it came or was last asked for. */
  network_ttl_ms: number
  max_http_items: number
  max_network_items: number
}

interface CorrelatorSink {
  /** `network` undefined: an orphan of side A. `position` counts the requests of one connection from 1; 0 for orphans. */
  onRequest: (request: ModuleRequest, network: NetworkRecord | undefined, position: number) => void
  /** An orphan of side B. */
  onNetworkOrphan: (network: NetworkRecord) => void
}

interface Known {
  network: NetworkRecord
  expires_ms: number
  requests: number
}

interface Waiting {
  request: ModuleRequest
  emit_ms: number
}

/**
 * Joins requests with their connections by src_ip:src_port. One connection serves many requests; how old it is
 * does not matter, only that it is remembered still. Either may come first.
 */
export class Correlator {
  readonly #options: CorrelatorOptions
  readonly #sink: CorrelatorSink
  readonly #counters = new Counters()
  /** Longest unused first. */
  readonly #known = new Map<string, Known>()
  /** Oldest first; a Set keeps that order over removals. */
  readonly #waiting = new Set<Waiting>()
  readonly #waitingByKey = new Map<string, Waiting[]>()

  constructor(options: CorrelatorOptions, sink: CorrelatorSink) {
    this.#options = options
    this.#sink = sink
  }

  takeRequest(request: ModuleRequest, now_ms: number): void {
    const key = keyOf(request)
    const known = this.#known.get(key)
    if (known !== undefined && known.expires_ms > now_ms) {
      this.#match(key, known, request, now_ms)
      return
    }
    const { emit_delay_ms, correlation_window_ms, max_http_items } = this.#options
    const waiting = { request, emit_ms: now_ms + Math.min(emit_delay_ms, correlation_window_ms) }
    this.#waiting.add(waiting)
    const others = this.#waitingByKey.get(key)
    if (others === undefined) this.#waitingByKey.set(key, [waiting])
    else others.push(waiting)
    for (const oldest of this.#waiting) {
      if (this.#waiting.size <= max_http_items) break
      this.#counters.add('http_items_overflowed')
      this.#emitOrphan(oldest)
    }
  }

  takeNetwork(network: NetworkRecord, now_ms: number): void {
    const key = keyOf(network)
    const replaced = this.#known.get(key)
    if (replaced !== undefined) this.#forget(key, replaced)
    const known = { network, expires_ms: now_ms + this.#options.network_ttl_ms, requests: 0 }
    this.#known.set(key, known)
    const waiting = this.#waitingByKey.get(key) ?? []
    this.#waitingByKey.delete(key)
    for (const each of waiting) {
      this.#waiting.delete(each)
      this.#match(key, known, each.request, now_ms)
    }
    for (const [oldestKey, oldest] of this.#known) {
      if (this.#known.size <= this.#options.max_network_items) break
      this.#counters.add('dropped_network_items')
      this.#forget(oldestKey, oldest)
    }
  }

  /** Lets go of what has waited long enough; call it some times a second. */
  tick(now_ms: number): void {
    for (const waiting of this.#waiting) {
      if (waiting.emit_ms > now_ms) break
      this.#emitOrphan(waiting)
    }
    for (const [key, known] of this.#known) {
      if (known.expires_ms > now_ms) break
      this.#forget(key, known)
    }
  }

  /** Writes out everything that waits. */
  finish(): void {
    this.tick(Infinity)
  }

  counters(): Record<string, number> {
    return {
      ...this.#counters.all(),
      waiting_http_items: this.#waiting.size,
      known_network_items: this.#known.size,
    }
  }

  #match(key: string, known: Known, request: ModuleRequest, now_ms: number): void {
    known.requests += 1
    known.expires_ms = now_ms + this.#options.network_ttl_ms
    this.#known.delete(key)
    this.#known.set(key, known)
    this.#counters.add('joined_requests')
    this.#sink.onRequest(request, known.network, known.requests)
  }

  #emitOrphan(waiting: Waiting): void {
    const { request } = waiting
    const key = keyOf(request)
    this.#waiting.delete(waiting)
    // The oldest of all is the first of its key too.
    const others = this.#waitingByKey.get(key)
    others?.shift()
    if (others?.length === 0) this.#waitingByKey.delete(key)
    this.#counters.add('orphan_requests')
    this.#sink.onRequest(request, undefined, 0)
  }

  #forget(key: string, known: Known): void {
    this.#known.delete(key)
    if (known.requests > 0) return
    this.#counters.add('orphan_network_items')
    this.#sink.onNetworkOrphan(known.network)
  }
}

function keyOf({ src_ip, src_port }: { src_ip: string; src_port: number }): string {
  return `${src_ip} ${src_port}`
}

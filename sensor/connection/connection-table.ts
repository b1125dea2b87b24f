import { randomBytes } from 'node:crypto'
import type { Exchange, RequestHead } from '../protocol/exchange.ts'
import type { Fact, SynFact } from '../source/fact.ts'
import { BufferBudget } from './buffer-budget.ts'
import { Connection } from './connection.ts'
import type { ConnectionOwner } from './connection.ts'
import { Counters } from './counters.ts'
import { HalfOpen } from './half-open.ts'
import { QuicTable } from './quic-table.ts'
import { RowWriter } from './row-writer.ts'
import type { OnRow, RowOptions } from './row-writer.ts'

export interface ConnectionTableOptions extends RowOptions {
  sensor_id: string
  maxConnections: number
  /** What the parsers of all connections may hold together. */
  maxBufferedBytes: number
  /** How long a request waits for its answer, and for the ClientHello of its connection. */
  responseWaitMs: number
  idleMs: number
  /** Without a complete request for so long after connecting, a connection is told as slowloris. */
  slowlorisMs: number
  /** How long a handshake may take. */
  halfOpenMs: number
  /** Lower-case names. */
  responseHeaderNames: ReadonlySet<string>
}

/** Requests that may wait on one connection before the oldest is written without its answer. */
const MAX_PENDING = 256
/** Age in the table is kept to this resolution, so that a busy connection is not moved on every fact. */
const TOUCH_MS = 1000
/** What a library decrypts after the peer has closed still belongs to the connection. */
const LINGER_MS = 1000

/** Facts in, rows out: each request exactly once, in order per connection, and one row for each unusual connection. */
export class ConnectionTable {
  readonly #options: ConnectionTableOptions
  readonly #counters = new Counters()
  /** Least recently touched first. */
  readonly #connections = new Map<string, Connection>()
  readonly #halfOpen: HalfOpen
  readonly #quic: QuicTable
  /** Those seen from their beginning whose first request has not come, oldest first. */
  readonly #requestless = new Set<Connection>()
  /** Those with requests that are not written yet. */
  readonly #waiting = new Set<Connection>()
  readonly #closing = new Set<Connection>()
  readonly #boot = randomBytes(6).toString('hex')
  #opened = 0
  readonly #owner: ConnectionOwner
  readonly #budget: BufferBudget
  readonly #rows: RowWriter

  constructor(options: ConnectionTableOptions, onRow: OnRow) {
    this.#options = options
    this.#rows = new RowWriter(options, this.#counters, onRow)
    this.#budget = new BufferBudget(options.maxBufferedBytes)
    this.#halfOpen = new HalfOpen(options.maxConnections)
    this.#owner = {
      count: (counter) => this.#counters.add(counter),
      onRequest: (connection, exchange) => this.#wait(connection, exchange),
      responseHeaderNames: options.responseHeaderNames,
      isTrusted: (peer) => options.trustedProxies.includes(peer),
    }
    this.#quic = new QuicTable(options, (row) => this.#rows.writeQuic(row))
  }

  handle(fact: Fact): void {
    if (fact.kind === 'datagram') {
      this.#quic.handle(fact)
      return
    }
    if (fact.kind === 'close') {
      this.#close(fact.key, fact.time_ms)
      return
    }
    if (fact.kind === 'syn') {
      this.#takeSyn(fact)
      return
    }
    const connection = this.#connections.get(fact.key) ?? this.#begin(fact.key, fact.time_ms)
    this.#touch(connection, fact.time_ms)
    if (fact.kind === 'established') return
    if (fact.kind === 'segment') connection.takeSegment(fact)
    else connection.takeStream(fact)
    this.#counters.add('dropped_buffer_budget', this.#budget.account(connection))
    if (connection.pending.length > 0) this.#write(connection, fact.time_ms)
  }

  /** Ends waits and idle connections; call it with the time of the facts, some times a second. */
  tick(now_ms: number): void {
    for (const connection of this.#waiting) this.#write(connection, now_ms)
    for (const connection of this.#closing) {
      if (now_ms - connection.closed_ms >= LINGER_MS) this.#remove(connection)
    }
    for (const connection of this.#requestless) {
      if (now_ms - connection.first_ms < this.#options.slowlorisMs) break
      this.#requestless.delete(connection)
      connection.isSlow = true
      this.#tell(connection)
    }
    for (const syn of this.#halfOpen.expire(now_ms - this.#options.halfOpenMs)) this.#tellHalfOpen(syn)
    this.#quic.tick(now_ms)
    for (const connection of this.#connections.values()) {
      if (now_ms - connection.touched_ms < this.#options.idleMs) break
      this.#counters.add('connections_idle')
      this.#remove(connection)
    }
  }

  /** Writes everything that waits; the table is empty afterwards. */
  finish(): void {
    for (const connection of this.#connections.values()) this.#remove(connection)
    for (const syn of this.#halfOpen.expire(Infinity)) this.#tellHalfOpen(syn)
    this.#quic.finish()
  }

  counters(): Record<string, number> {
    return {
      ...this.#quic.counters(),
      ...this.#counters.all(),
      open_connections: this.#connections.size,
      half_open_connections: this.#halfOpen.size,
      waiting_connections: this.#waiting.size,
      buffered_bytes: this.#budget.heldBytes,
    }
  }

  #takeSyn(syn: SynFact): void {
    const known = this.#connections.get(syn.key)
    if (known?.isOwnSyn(syn) === true) {
      known.takeSyn(syn)
      return
    }
    if (known !== undefined) this.#remove(known)
    if (this.#halfOpen.add(syn) !== undefined) this.#counters.add('dropped_half_open')
  }

  /** The first fact behind the SYN, or one of a connection that was there before. */
  #begin(key: string, time_ms: number): Connection {
    const syn = this.#halfOpen.take(key)
    const connection = this.#open(key, syn?.time_ms ?? time_ms)
    if (syn === undefined) return connection
    connection.isWhole = true
    connection.takeSyn(syn)
    this.#requestless.add(connection)
    return connection
  }

  #open(key: string, time_ms: number): Connection {
    if (this.#connections.size >= this.#options.maxConnections) this.#evictOldest()
    this.#counters.add('connections')
    const connection = new Connection(key, this.#nextId(), time_ms, this.#owner)
    this.#connections.set(key, connection)
    return connection
  }

  #nextId(): string {
    this.#opened += 1
    return `${this.#boot}-${this.#opened.toString(36)}`
  }

  #evictOldest(): void {
    for (const oldest of this.#connections.values()) {
      this.#counters.add('dropped_connections')
      this.#remove(oldest)
      return
    }
  }

  #touch(connection: Connection, time_ms: number): void {
    if (time_ms - connection.touched_ms < TOUCH_MS) return
    connection.touched_ms = time_ms
    this.#connections.delete(connection.key)
    this.#connections.set(connection.key, connection)
  }

  #wait(connection: Connection, exchange: Exchange): void {
    this.#requestless.delete(connection)
    connection.pending.push({ exchange, expires_ms: exchange.requested_ms + this.#options.responseWaitMs })
    this.#waiting.add(connection)
  }

  /** Writes from the front what has its answer or has waited long enough. */
  #write(connection: Connection, now_ms: number): void {
    const { pending } = connection
    let ready = 0
    for (const { exchange, expires_ms } of pending) {
      const crowded = pending.length - ready > MAX_PENDING
      const answered = exchange.done || !this.#options.responses || connection.closed_ms >= 0
      if (!crowded && now_ms < expires_ms && (!answered || connection.awaitsHello)) break
      ready += 1
    }
    this.#writeFirst(connection, ready)
  }

  #writeFirst(connection: Connection, count: number): void {
    if (count === 0) return
    const facts = connection.facts(this.#options.sensor_id)
    for (const { exchange } of connection.pending.splice(0, count)) {
      this.#rows.writeRequest(facts, exchange, connection.nextKeepalives())
      forgetHead(exchange.request)
    }
    if (connection.pending.length === 0) this.#waiting.delete(connection)
  }

  #close(key: string, time_ms: number): void {
    const syn = this.#halfOpen.take(key)
    if (syn !== undefined) this.#tellHalfOpen(syn)
    const connection = this.#connections.get(key)
    if (connection === undefined || connection.closed_ms >= 0) return
    connection.close(time_ms)
    this.#requestless.delete(connection)
    this.#closing.add(connection)
    this.#write(connection, time_ms)
  }

  #remove(connection: Connection): void {
    connection.endStreams()
    this.#writeFirst(connection, connection.pending.length)
    this.#connections.delete(connection.key)
    this.#closing.delete(connection)
    this.#requestless.delete(connection)
    this.#budget.release(connection)
    // A slow one was told when it was found to be slow.
    if (!connection.isSlow) this.#tell(connection)
  }

  #tell(connection: Connection): void {
    const { sensor_id } = this.#options
    this.#rows.writeConnection(() => connection.facts(sensor_id), connection.first_ms, connection.outcome())
  }

  #tellHalfOpen(syn: SynFact): void {
    const connection = new Connection(syn.key, this.#nextId(), syn.time_ms, this.#owner)
    connection.takeSyn(syn)
    const outcome = { ...connection.outcome(), connection_state: 'half_open' as const }
    this.#rows.writeConnection(() => connection.facts(this.#options.sensor_id), syn.time_ms, outcome)
  }
}

/** A parser may hold the exchange until its answer ends; what is written already need not be held with it. */
function forgetHead(request: RequestHead): void {
  request.headers = []
  request.target = ''
}

import { randomBytes } from 'node:crypto'
import type { Request } from '#db/model/request.ts'
import type { Exchange, RequestHead } from '../protocol/exchange.ts'
import type { Fact, SynFact } from '../source/fact.ts'
import { Connection } from './connection.ts'
import { Counters } from './counters.ts'
import { connectionRowOf, requestRowOf } from './finish.ts'
import { Redactor } from './redact.ts'

export interface ConnectionTableOptions {
  sensor_id: string
  /** Keys the hashes that stand for redacted values. */
  headerHashKey: Uint8Array
  maxConnections: number
  /** How long a request waits for its answer, and for the ClientHello of its connection. */
  responseWaitMs: number
  idleMs: number
  /** Whether answers are captured at all. */
  responses: boolean
  /** Write secrets as they are. */
  keepSecrets?: boolean
  /** Called once per connection when nothing more is expected of it. */
  onConnection?: (connection: Request) => void
}

/** Requests that may wait on one connection before the oldest is written without its answer. */
const MAX_PENDING = 256
/** Age in the table is kept to this resolution, so that a busy connection is not moved on every fact. */
const TOUCH_MS = 1000
/** What a library decrypts after the peer has closed still belongs to the connection. */
const LINGER_MS = 1000

/** Facts in, one row per request out: each exactly once, in order per connection. */
export class ConnectionTable {
  readonly #options: ConnectionTableOptions
  readonly #onRequest: (request: Request) => void
  readonly #redactor: Redactor | undefined
  readonly #counters = new Counters()
  /** Least recently touched first. */
  readonly #connections = new Map<string, Connection>()
  /** Those with requests that are not written yet. */
  readonly #waiting = new Set<Connection>()
  readonly #closing = new Set<Connection>()
  readonly #boot = randomBytes(6).toString('hex')
  #opened = 0

  constructor(options: ConnectionTableOptions, onRequest: (request: Request) => void) {
    this.#options = options
    this.#onRequest = onRequest
    this.#redactor = options.keepSecrets === true ? undefined : new Redactor(options.headerHashKey)
  }

  handle(fact: Fact): void {
    if (fact.kind === 'close') {
      this.#close(fact.key, fact.time_ms)
      return
    }
    const connection = fact.kind === 'syn' ? this.#openFor(fact) : this.#find(fact.key, fact.time_ms)
    this.#touch(connection, fact.time_ms)
    if (fact.kind === 'syn') connection.takeSyn(fact)
    else if (fact.kind === 'segment') connection.takeSegment(fact)
    else connection.takeStream(fact)
    if (connection.pending.length > 0) this.#write(connection, fact.time_ms)
  }

  /** Ends waits and idle connections; call it with the time of the facts, some times a second. */
  tick(now_ms: number): void {
    for (const connection of this.#waiting) this.#write(connection, now_ms)
    for (const connection of this.#closing) {
      if (now_ms - connection.closed_ms >= LINGER_MS) this.#remove(connection)
    }
    for (const connection of this.#connections.values()) {
      if (now_ms - connection.touched_ms < this.#options.idleMs) break
      this.#counters.add('connections_idle')
      this.#remove(connection)
    }
  }

  /** Writes everything that waits; the table is empty afterwards. */
  finish(): void {
    for (const connection of this.#connections.values()) this.#remove(connection)
  }

  counters(): Record<string, number> {
    return {
      ...this.#counters.all(),
      open_connections: this.#connections.size,
      waiting_connections: this.#waiting.size,
    }
  }

  #openFor(syn: SynFact): Connection {
    const known = this.#connections.get(syn.key)
    if (known?.isOwnSyn(syn) === true) return known
    if (known !== undefined) this.#remove(known)
    return this.#open(syn.key, syn.time_ms)
  }

  #find(key: string, time_ms: number): Connection {
    return this.#connections.get(key) ?? this.#open(key, time_ms)
  }

  #open(key: string, time_ms: number): Connection {
    if (this.#connections.size >= this.#options.maxConnections) this.#evictOldest()
    this.#opened += 1
    this.#counters.add('connections')
    const connection: Connection = new Connection(key, `${this.#boot}-${this.#opened.toString(36)}`, time_ms, {
      count: (counter) => this.#counters.add(counter),
      onRequest: (exchange) => this.#wait(connection, exchange),
    })
    this.#connections.set(key, connection)
    return connection
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
      this.#counters.add('requests')
      if (this.#options.responses && exchange.status_code === 0) this.#counters.add('requests_without_answer')
      this.#onRequest(requestRowOf(facts, exchange, connection.nextKeepalives(), this.#redactor))
      forgetHead(exchange.request)
    }
    if (connection.pending.length === 0) this.#waiting.delete(connection)
  }

  #close(key: string, time_ms: number): void {
    const connection = this.#connections.get(key)
    if (connection === undefined || connection.closed_ms >= 0) return
    connection.close(time_ms)
    this.#closing.add(connection)
    this.#write(connection, time_ms)
  }

  #remove(connection: Connection): void {
    connection.endStreams()
    this.#writeFirst(connection, connection.pending.length)
    this.#connections.delete(connection.key)
    this.#closing.delete(connection)
    this.#options.onConnection?.(connectionRowOf(connection.facts(this.#options.sensor_id), connection.first_ms))
  }
}

/** A parser may hold the exchange until its answer ends; what is written already need not be held with it. */
function forgetHead(request: RequestHead): void {
  request.headers = []
  request.target = ''
}

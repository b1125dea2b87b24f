import type { ConnectionOutcome, Request } from '#db/model/request.ts'
import type { Exchange } from '../protocol/exchange.ts'
import type { AddressRanges } from './address/ranges.ts'
import { resolveClient } from './address/resolve-client.ts'
import type { Counters } from './counters.ts'
import { connectionRowOf, requestRowOf } from './finish.ts'
import type { ConnectionFacts } from './finish.ts'
import type { Redactor } from './redact.ts'

export interface RowOptions {
  /** Undefined: secrets stay as they are. */
  redactor: Redactor | undefined
  /** Which connections get a row of their own. */
  connectionRows: 'unusual' | 'all' | 'none'
  /** Whether answers are captured at all. */
  responses: boolean
  /** Proxies whose word on the client is believed. */
  trustedProxies: AddressRanges
  /** Peers and clients of whom no rows are written. */
  excludedSources: AddressRanges
}

/** Rows with the same `connection` repeat each other in what is not of the request. */
export type OnRow = (row: Request, connection?: ConnectionFacts) => void

/** Decides what is written, and about whom; each row that is not wanted is counted. */
export class RowWriter {
  readonly #options: RowOptions
  readonly #counters: Counters
  readonly #onRow: OnRow
  readonly #count = (counter: string): void => this.#counters.add(counter)

  constructor(options: RowOptions, counters: Counters, onRow: OnRow) {
    this.#options = options
    this.#counters = counters
    this.#onRow = onRow
  }

  writeRequest(facts: ConnectionFacts, exchange: Exchange, keepalives: number): void {
    const { trustedProxies, redactor, responses } = this.#options
    const client = trustedProxies.isEmpty
      ? facts.client
      : resolveClient(facts.client, exchange.request.headers, trustedProxies, this.#count)
    if (this.#isExcluded(facts.peer.src_ip, client.src_ip)) {
      this.#counters.add('excluded_requests')
      return
    }
    this.#counters.add('requests')
    if (responses && exchange.status_code === 0) this.#counters.add('requests_without_answer')
    const named = client === facts.client ? facts : { ...facts, client, encoded: undefined }
    this.#onRow(requestRowOf(named, exchange, keepalives, redactor), named)
  }

  /** `factsOf` is asked only when a row is wanted: most connections get none. */
  writeConnection(factsOf: () => ConnectionFacts, time_ms: number, outcome: ConnectionOutcome): void {
    this.#counters.add(`connections_${outcome.connection_state}`)
    const { connectionRows } = this.#options
    if (connectionRows === 'none' || (connectionRows === 'unusual' && outcome.connection_state === 'requests')) return
    this.#writeUnlessExcluded(connectionRowOf(factsOf(), time_ms, outcome))
  }

  writeQuic(row: Request): void {
    if (this.#options.connectionRows !== 'none') this.#writeUnlessExcluded(row)
  }

  #writeUnlessExcluded(row: Request): void {
    if (this.#isExcluded(row.peer_ip, row.src_ip)) this.#counters.add('excluded_connections')
    else this.#onRow(row)
  }

  #isExcluded(peer: string, client: string): boolean {
    const { excludedSources } = this.#options
    return !excludedSources.isEmpty && (excludedSources.includes(peer) || excludedSources.includes(client))
  }
}

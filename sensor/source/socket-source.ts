import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Request } from '#db/model/request.ts'
import type { Hook } from '#db/model/sensor-heartbeat.ts'
import { Counters } from '#sensor/connection/counters.ts'
import { DatagramReceiver } from '#sensor/libc/datagram-receiver.ts'
import { log } from '#sensor/service-log.ts'
import { Correlator, type CorrelatorOptions } from './sockets/correlator.ts'
import { groupIdOf } from './sockets/group-id.ts'
import { joinedRowOf, networkOrphanRowOf, type RowOptions } from './sockets/joined-row.ts'
import { parseJsonRecord } from './sockets/json-record.ts'
import { moduleRequestOf, type ModuleRequest } from './sockets/module-request.ts'
import { networkRecordOf, type NetworkRecord } from './sockets/network-record.ts'
import type { Source } from './source.ts'

interface SocketOptions extends CorrelatorOptions {
  httpPaths: readonly string[]
  networkPaths: readonly string[]
  /** Octal. */
  socket_mode: string
  socket_group: string
  /** Server ports of which rows are made; empty: every port. */
  includedPorts: ReadonlySet<number>
  excludedPorts: ReadonlySet<number>
}

const LOSSES = {
  http: { json: 'malformed_http_json', addresses: 'malformed_http_addresses', excluded: 'excluded_http_datagrams' },
  network: {
    json: 'malformed_network_json',
    addresses: 'malformed_network_addresses',
    excluded: 'excluded_network_datagrams',
  },
} as const
/** Datagrams that may wait for the sensor; the kernel's old default of 10 is lost in any burst. */
const QUEUE_LEAST = 128

/** Requests of mod-reqin-log and connections of ja4sentinel, which come as JSON datagrams, joined to rows. */
export class SocketSource implements Source {
  readonly name: string
  readonly #options: SocketOptions
  readonly #rowOptions: RowOptions
  readonly #onRow: (row: Request) => void
  readonly #correlator: Correlator
  readonly #counters = new Counters()
  readonly #connectionIds = new WeakMap<NetworkRecord, string>()
  readonly #boot = randomBytes(6).toString('hex')
  #receivers: { kind: 'http' | 'network'; path: string; receiver: DatagramReceiver }[] = []
  #connections = 0

  constructor(options: SocketOptions, rowOptions: RowOptions, onRow: (row: Request) => void) {
    this.name = [
      ...options.httpPaths.map((path) => `http-socket:${path}`),
      ...options.networkPaths.map((path) => `network-socket:${path}`),
    ].join(',')
    this.#options = options
    this.#rowOptions = rowOptions
    this.#onRow = onRow
    // Without a network socket there is nothing to wait for.
    const emit_delay_ms = options.networkPaths.length === 0 ? 0 : options.emit_delay_ms
    this.#correlator = new Correlator(
      { ...options, emit_delay_ms },
      {
        onRequest: (request, network, position) => this.#writeRequest(request, network, position),
        onNetworkOrphan: (network) => this.#writeNetworkOrphan(network),
      },
    )
  }

  start(): Promise<void> {
    return new Promise((resolve) => {
      warnOfShortQueue()
      for (const path of this.#options.networkPaths) this.#listen('network', path)
      for (const path of this.#options.httpPaths) this.#listen('http', path)
      resolve()
    })
  }

  stop(): Promise<void> {
    for (const { receiver } of this.#receivers) receiver.close()
    this.#correlator.finish()
    return Promise.resolve()
  }

  tick(now_ms: number): void {
    this.#correlator.tick(now_ms)
  }

  hooks(): Hook[] {
    return this.#receivers.map(({ kind, path }) => ({
      hook: `${kind}-socket`,
      target: path,
      state: 'attached' as const,
      detail: '',
    }))
  }

  counters(): Record<string, number> {
    const sum = (kind: 'http' | 'network', what: 'received' | 'oversized') =>
      this.#receivers.filter((each) => each.kind === kind).reduce((total, { receiver }) => total + receiver[what], 0)
    return {
      ...this.#counters.all(),
      ...this.#correlator.counters(),
      http_datagrams: sum('http', 'received'),
      network_datagrams: sum('network', 'received'),
      malformed_oversized_datagrams: sum('http', 'oversized') + sum('network', 'oversized'),
    }
  }

  #listen(kind: 'http' | 'network', path: string): void {
    const { socket_mode, socket_group } = this.#options
    const receiver = new DatagramReceiver({
      path,
      mode: parseInt(socket_mode, 8),
      group_id: groupIdOf(socket_group),
      onDatagram: (bytes) => this.#take(kind, bytes),
    })
    this.#receivers.push({ kind, path, receiver })
  }

  #take(kind: 'http' | 'network', bytes: Buffer): void {
    const record = parseJsonRecord(bytes)
    if (record === undefined) {
      this.#counters.add(LOSSES[kind].json)
      return
    }
    const now_ms = Date.now()
    const item = kind === 'http' ? moduleRequestOf(record, now_ms) : networkRecordOf(record, now_ms)
    if (item === undefined) this.#counters.add(LOSSES[kind].addresses)
    else if (!this.#isWatched(item)) this.#counters.add(LOSSES[kind].excluded)
    else if ('head' in item) this.#correlator.takeRequest(item, now_ms)
    else this.#correlator.takeNetwork(item, now_ms)
  }

  #isWatched({ src_ip, dst_port }: ModuleRequest | NetworkRecord): boolean {
    const { includedPorts, excludedPorts } = this.#options
    if (this.#rowOptions.excludedSources.includes(src_ip)) return false
    // A record that does not tell its port is let through.
    return dst_port === 0 || ((includedPorts.size === 0 || includedPorts.has(dst_port)) && !excludedPorts.has(dst_port))
  }

  #writeRequest(request: ModuleRequest, network: NetworkRecord | undefined, position: number): void {
    const place = { conn_id: this.#connectionId(network), keepalives: position || request.keepalives || 1 }
    const count = (counter: string) => this.#counters.add(counter)
    const row = joinedRowOf(request, network, place, this.#rowOptions, count)
    if (this.#rowOptions.excludedSources.includes(row.src_ip)) this.#counters.add('excluded_requests')
    else {
      this.#counters.add('requests')
      this.#onRow(row)
    }
  }

  #writeNetworkOrphan(network: NetworkRecord): void {
    const { connectionRows, sensor_id } = this.#rowOptions
    if (connectionRows === 'all') this.#onRow(networkOrphanRowOf(network, this.#connectionId(network), sensor_id))
  }

  #connectionId(network: NetworkRecord | undefined): string {
    const known = network === undefined ? '' : network.conn_id || this.#connectionIds.get(network)
    if (known !== undefined && known !== '') return known
    this.#connections += 1
    const conn_id = `${this.#boot}-s${this.#connections.toString(36)}`
    if (network !== undefined) this.#connectionIds.set(network, conn_id)
    return conn_id
  }
}

function warnOfShortQueue(): void {
  const queue = Number(readFileSync('/proc/sys/net/unix/max_dgram_qlen', 'utf8'))
  if (queue < QUEUE_LEAST)
    log(`the kernel queues only ${queue} datagrams for a socket: sysctl net.unix.max_dgram_qlen=512 before the start`)
}

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Request } from '#db/model/request.ts'
import type { Fact } from '../source/fact.ts'
import { connectionKeyOf } from './connection-key.ts'
import { ConnectionTable } from './connection-table.ts'
import { tableOptions } from './table-options.builder.ts'

const address = (last: number) => Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, last])
const KEYS = [1, 2, 3, 4, 5].map((port) => connectionKeyOf(address(7), port, address(1), 443))
const HELLO = Buffer.from(`160301002d010000290303${'07'.repeat(32)}00000213010100`, 'hex')

/** What happens on one of five connections, and how much later than the last thing. */
interface Step {
  connection: number
  deed: 'syn' | 'established' | 'segment' | 'ask' | 'answer' | 'close' | 'tick'
  wait_ms: number
}
const deed = fc.constantFrom<Step['deed']>('syn', 'established', 'segment', 'ask', 'ask', 'answer', 'close', 'tick')
const wait_ms = fc.oneof(fc.constant(0), fc.nat(200), fc.nat(20_000))
const steps = fc.array(fc.record({ connection: fc.nat(KEYS.length - 1), deed, wait_ms }), { maxLength: 120 })

/** Plays the steps as a network would tell them; answers the paths that were asked for. */
class Network {
  readonly asked: string[] = []
  readonly #offsets = KEYS.map(() => ({ in: 0, out: 0 }))
  readonly #isTls: boolean
  readonly #table: ConnectionTable
  #sequence = 0
  now_ms = 0

  constructor(table: ConnectionTable, isTls: boolean) {
    this.#table = table
    this.#isTls = isTls
  }

  play({ connection, deed: done, wait_ms: waited }: Step): void {
    this.now_ms += waited
    const key = KEYS[connection] ?? ''
    const at = { key, time_ms: this.now_ms }
    if (done === 'tick') this.#table.tick(this.now_ms)
    else if (done === 'ask') this.#ask(connection)
    else if (done === 'answer') this.#say(connection, 'out', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    else if (done === 'syn') this.#begin(connection)
    else if (done === 'segment') this.#table.handle({ kind: 'segment', ...at, sequence: 1, bytes: HELLO })
    else if (done === 'close') this.#table.handle({ kind: 'close', ...at, reason: 'closed' })
    else this.#table.handle({ kind: 'established', ...at })
  }

  #ask(connection: number): void {
    const path = `/${this.asked.length}`
    this.asked.push(path)
    this.#say(connection, 'in', `GET ${path} HTTP/1.1\r\nHost: a.test\r\n\r\n`)
  }

  #begin(connection: number): void {
    // A SYN is never as old as what came before it.
    this.now_ms += 1
    this.#offsets[connection] = { in: 0, out: 0 }
    this.#sequence += 1
    const fields = { ip_meta_ttl: 64, ip_meta_id: 1, ip_meta_df: true, ip_meta_total_length: 60 }
    const options = Buffer.from('020405b4', 'hex')
    const key = KEYS[connection] ?? ''
    const { now_ms: time_ms } = this
    const tcp = { tcp_meta_window_size: 64_240, sequence: this.#sequence, tcp_options: options }
    this.#table.handle({ kind: 'syn', key, time_ms, ...fields, ...tcp })
  }

  #say(connection: number, direction: 'in' | 'out', text: string): void {
    const offsets = this.#offsets[connection]
    if (offsets === undefined) return
    const bytes = Buffer.from(text, 'latin1')
    const scheme = this.#isTls ? ('https' as const) : ('http' as const)
    const fact: Fact = { kind: 'stream', key: KEYS[connection] ?? '', time_ms: this.now_ms, direction, scheme, offset: offsets[direction], bytes } // prettier-ignore
    this.#table.handle(fact)
    offsets[direction] += bytes.length
  }
}

test('whatever comes in whatever order, each request is written once, each connection at most once, and nothing is left', () => {
  const rowsOf = fc.constantFrom<'all' | 'unusual' | 'none'>('all', 'unusual', 'none')
  fc.assert(
    fc.property(
      steps,
      fc.boolean(),
      fc.boolean(),
      rowsOf,
      fc.integer({ min: 1, max: 6 }),
      (played, isTls, responses, connectionRows, maxConnections) => {
        const rows: Request[] = []
        const options = tableOptions({ connectionRows, responses, maxConnections, idleMs: 30_000 })
        const table = new ConnectionTable(options, (row) => rows.push(row))
        const network = new Network(table, isTls)
        for (const step of played) network.play(step)
        table.finish()

        const written = rows.filter(({ type }) => type === 'request')
        expect(written.map(({ path }) => path).sort()).toEqual([...network.asked].sort())
        const connections = rows.filter(({ type }) => type === 'connection')
        const ids = connections.map(({ conn_id }) => conn_id)
        expect(new Set(ids).size).toBe(ids.length)
        if (connectionRows === 'all') for (const { conn_id } of written) expect(ids).toContain(conn_id)
        if (connectionRows === 'none') expect(connections).toEqual([])
        for (const { connection_state, connection_requests } of connections)
          if (connection_state === 'scan' || connection_state === 'half_open') expect(connection_requests).toBe(0)
        expect(table.counters()).toMatchObject({ open_connections: 0, half_open_connections: 0, waiting_connections: 0, buffered_bytes: 0 }) // prettier-ignore
        // Keep-alive positions count each connection's requests from 1 without a hole.
        const positions = new Map<string, number>()
        for (const { conn_id, keepalives } of written) {
          expect(keepalives).toBe((positions.get(conn_id) ?? 0) + 1)
          positions.set(conn_id, keepalives)
        }
      },
    ),
    { numRuns: 500 },
  )
})

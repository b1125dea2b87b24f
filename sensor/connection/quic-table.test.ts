import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Request } from '#db/model/request.ts'
import { cryptoFrame, PUBLISHED_HELLO, PUBLISHED_ID, sealInitial } from '../protocol/quic/test-packets.ts'
import { connectionKeyOf } from './connection-key.ts'
import { QuicTable } from './quic-table.ts'

const address = (last: number) => Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, last])
const keyOf = (port: number) => connectionKeyOf(address(1), port, address(2), 443)
const destination = PUBLISHED_ID
const serverId = Buffer.from('f067a5502a4262b5', 'hex')
const frame = (from: number, to: number) => cryptoFrame(from, PUBLISHED_HELLO.subarray(from, to))
const WHOLE = sealInitial({ destination, number: 0, payload: frame(0, PUBLISHED_HELLO.length) })
const FIRST_HALF = sealInitial({ destination, number: 0, payload: frame(0, 120) })
const SECOND_HALF = sealInitial({ destination, number: 1, payload: frame(120, PUBLISHED_HELLO.length) })

function open(options: { maxConnections?: number; maxBufferedBytes?: number } = {}) {
  const rows: Request[] = []
  const table = new QuicTable(
    { sensor_id: 'test', maxConnections: 100, maxBufferedBytes: 1 << 24, ...options },
    (row) => rows.push(row),
  )
  const say = (bytes: Buffer, time_ms = 1000, port = 50_000) =>
    table.handle({ kind: 'datagram', key: keyOf(port), time_ms, bytes })
  return { rows, table, say }
}

test('one row per QUIC connection, with what its hello shows', () => {
  const { rows, table, say } = open()
  say(FIRST_HALF, 1000)
  expect(rows).toEqual([])
  say(SECOND_HALF, 1500)
  expect(rows).toMatchObject([
    {
      type: 'connection',
      transport: 'quic',
      connection_state: 'tls_only',
      correlated: true,
      src_ip: '10.0.0.1',
      src_port: 50_000,
      dst_port: 443,
      scheme: 'https',
      tls_sni: 'example.com',
      tls_alpn: 'alpn',
      tls_version: '1.3',
      time: new Date(1500).toISOString(),
      bytes_in: FIRST_HALF.length + SECOND_HALF.length,
    },
  ])
  expect(rows[0]?.ja4).toMatch(/^q13d0211an_[0-9a-f]{12}_[0-9a-f]{12}$/)
  expect(rows[0]?.ja3).toMatch(/^771,4865-4866,0-65281-/)
  expect(table.counters()).toMatchObject({ quic_connections: 1, quic_buffered_bytes: 0 })
})

test('repetitions, answers to the server and the hello after a Retry are no further rows', () => {
  const { rows, table, say } = open()
  say(WHOLE)
  say(WHOLE)
  say(sealInitial({ destination, number: 1, payload: frame(0, PUBLISHED_HELLO.length) }))
  say(sealInitial({ destination: serverId, keyedBy: destination, number: 2, payload: Buffer.alloc(40, 1) }))
  say(
    sealInitial({
      destination: serverId,
      token: Buffer.from('a token'),
      number: 3,
      payload: frame(0, PUBLISHED_HELLO.length),
    }),
  )
  expect(rows).toHaveLength(1)
  expect(table.counters()).not.toHaveProperty('unreadable_quic_packets')
})

test('connections from one port, one after the other, are told apart', () => {
  const { rows, say } = open()
  const other = Buffer.from(PUBLISHED_HELLO)
  other.writeUInt8(1, 10)
  say(WHOLE)
  say(sealInitial({ destination: serverId, number: 0, payload: cryptoFrame(0, other) }))
  say(WHOLE, 1000, 50_001)
  expect(rows.map(({ src_port }) => src_port)).toEqual([50_000, 50_000, 50_001])
  expect(new Set(rows.map(({ conn_id }) => conn_id)).size).toBe(3)
})

test('what cannot be read, stays unfinished or is broken is counted by cause', () => {
  const { rows, table, say } = open()
  say(sealInitial({ destination, keyedBy: serverId, number: 0, payload: Buffer.alloc(40) }))
  say(sealInitial({ destination: Buffer.alloc(4), number: 0, payload: Buffer.alloc(40) }))
  say(Buffer.from('c00000000140', 'hex'))
  say(sealInitial({ destination: serverId, number: 0, payload: cryptoFrame(0, Buffer.alloc(9, 2)) }))
  say(FIRST_HALF)
  table.tick(40_000)
  expect(rows).toEqual([])
  expect(table.counters()).toEqual({
    unreadable_quic_packets: 2,
    malformed_quic: 2,
    incomplete_quic_hellos: 1,
    open_quic_connections: 0,
    quic_buffered_bytes: 0,
  })
})

test('connections and their bytes are bounded; the oldest unfinished one goes first', () => {
  const { rows, table, say } = open({ maxConnections: 50, maxBufferedBytes: 16 * 200_000 })
  const far = (id: number) => {
    const own = Buffer.alloc(8, id)
    return sealInitial({ destination: own, number: 0, payload: cryptoFrame(60_000, Buffer.alloc(10)) })
  }
  for (let id = 0; id < 200; id += 1) {
    say(far(id), 1000 + id, 40_000 + id)
    expect(table.counters()['quic_buffered_bytes']).toBeLessThanOrEqual(200_000)
    expect(table.counters()['open_quic_connections']).toBeLessThanOrEqual(50)
  }
  for (let id = 0; id < 20; id += 1) say(far(id), 2000, 39_000)
  expect(table.counters()).toMatchObject({
    dropped_quic_connections: 220 - Number(table.counters()['open_quic_connections']),
  })
  say(WHOLE)
  expect(rows).toHaveLength(1)
  table.finish()
  expect(table.counters()).toMatchObject({ open_quic_connections: 0, quic_buffered_bytes: 0 })
})

test('any order and repetition of any cutting gives the same row', () => {
  const { rows: expected, say: sayOnce } = open()
  sayOnce(WHOLE)
  const fixed = (row: Request | undefined) => ({ ...row, conn_id: '', bytes_in: 0 })
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: PUBLISHED_HELLO.length - 1 }), { maxLength: 8 }),
      fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 }),
      (cuts, order) => {
        const { rows, say } = open()
        const ends = [...new Set([...cuts, PUBLISHED_HELLO.length])].sort((a, b) => a - b)
        const datagrams = ends.map((end, at) =>
          sealInitial({ destination, number: at, payload: frame(ends[at - 1] ?? 0, end) }),
        )
        const arriving = [...datagrams, ...datagrams]
          .map((bytes, at) => ({ bytes, place: order[at % order.length] ?? 0 }))
          .sort((a, b) => a.place - b.place)
        for (const { bytes } of arriving) say(bytes)
        expect(rows.map(fixed)).toEqual(expected.map(fixed))
      },
    ),
    { numRuns: 100 },
  )
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { replayCapture } from '../testdata/replay.ts'
import { packetOf } from './packet.ts'
import { readPcap } from './pcap.ts'

const REQUEST = Buffer.from('GET /x HTTP/1.1\r\nHost: a\r\n\r\n')

/** A TCP segment from 192.0.2.7:50000 to 192.0.2.1:80. */
function tcp(flags: number, sequence: number, payload: Buffer, fromClient = true): Buffer {
  const header = Buffer.alloc(20)
  header.writeUInt16BE(fromClient ? 50_000 : 80, 0)
  header.writeUInt16BE(fromClient ? 80 : 50_000, 2)
  header.writeUInt32BE(sequence >>> 0, 4)
  header.writeUInt8(0x50, 12)
  header.writeUInt8(flags, 13)
  header.writeUInt16BE(64240, 14)
  return Buffer.concat([header, payload])
}

function ipv4(segment: Buffer, fromClient = true): Buffer {
  const header = Buffer.from('45000000123440003d060000c0000207c0000201', 'hex')
  header.writeUInt16BE(20 + segment.length, 2)
  if (!fromClient) header.set([...header.subarray(16, 20), ...header.subarray(12, 16)], 12)
  return Buffer.concat([header, segment])
}

function ipv6(segment: Buffer, extension = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(40)
  header.writeUInt8(0x60, 0)
  header.writeUInt16BE(extension.length + segment.length, 4)
  header.writeUInt8(extension.length > 0 ? 0 : 6, 6)
  header.writeUInt8(61, 7)
  header.set([0x20, 1, 0x0d, 0xb8], 8)
  header.writeUInt8(1, 39)
  return Buffer.concat([header, extension, segment])
}

const ethernet = (type: string, ip: Buffer) => Buffer.concat([Buffer.alloc(12), Buffer.from(type, 'hex'), ip])

function pcap(link_type: number, packets: readonly Buffer[], nanoseconds = false, little = true): Buffer {
  const words = (values: readonly number[]) => {
    const bytes = Buffer.alloc(values.length * 4)
    for (const [at, value] of values.entries()) {
      if (little) bytes.writeUInt32LE(value, at * 4)
      else bytes.writeUInt32BE(value, at * 4)
    }
    return bytes
  }
  const version = little ? 0x00040002 : 0x00020004
  const start = words([nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, version, 0, 0, 65535, link_type])
  const fraction = nanoseconds ? 250_000_000 : 250_000
  return Buffer.concat([
    start,
    ...packets.flatMap((packet) => [words([1000, fraction, packet.length, packet.length]), packet]),
  ])
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes)
}

const handshake = (wrap: (segment: Buffer) => Buffer) => [
  wrap(tcp(2, 999, Buffer.alloc(0))),
  wrap(tcp(16, 1000, REQUEST)),
]

describe('a request is found', () => {
  test.each([
    [
      'behind Ethernet',
      pcap(
        1,
        handshake((segment) => ethernet('0800', ipv4(segment))),
      ),
    ],
    [
      'behind a VLAN tag',
      pcap(
        1,
        handshake((segment) => ethernet('810000050800', ipv4(segment))),
      ),
    ],
    [
      'behind two VLAN tags',
      pcap(
        1,
        handshake((segment) => ethernet('88a80005810000060800', ipv4(segment))),
      ),
    ],
    [
      'behind Linux cooked headers',
      pcap(
        113,
        handshake((segment) => Buffer.concat([Buffer.alloc(14), Buffer.from('0800', 'hex'), ipv4(segment)])),
      ),
    ],
    [
      'behind the second kind of them',
      pcap(
        276,
        handshake((segment) => Buffer.concat([Buffer.from('0800', 'hex'), Buffer.alloc(18), ipv4(segment)])),
      ),
    ],
    ['in raw IP', pcap(101, handshake(ipv4))],
    [
      'behind the BSD loopback header',
      pcap(
        0,
        handshake((segment) => Buffer.concat([Buffer.from([2, 0, 0, 0]), ipv4(segment)])),
      ),
    ],
    ['with nanoseconds', pcap(101, handshake(ipv4), true)],
    ['in the other byte order', pcap(101, handshake(ipv4), false, false)],
  ])('%s', async (_, file) => {
    const { requests } = await replayCapture(whole(file))
    expect(requests).toMatchObject([
      {
        src_ip: '192.0.2.7',
        src_port: 50_000,
        dst_ip: '192.0.2.1',
        dst_port: 80,
        path: '/x',
        ip_meta_ttl: 61,
        ip_meta_id: 0x1234,
        ip_meta_df: true,
        time: '1970-01-01T00:16:40.250Z',
      },
    ])
  })

  test('in IPv6, behind extension headers', async () => {
    const padding = Buffer.from('060104000000000000000000000000ff'.slice(0, 32), 'hex')
    const packets = [...handshake((segment) => ipv6(segment, padding))]
    expect((await replayCapture(whole(pcap(101, packets)))).requests).toMatchObject([
      { src_ip: '2001:db8::', dst_ip: '::1', path: '/x', ip_meta_ttl: 61 },
    ])
  })

  test('without the handshake, in segments out of order and repeated, over the sequence wrap', async () => {
    const late = [ipv4(tcp(16, -10, REQUEST))]
    expect((await replayCapture(whole(pcap(101, late)))).requests).toMatchObject([
      { path: '/x', tcp_meta_window_size: 0 },
    ])
    const first = -5
    const cut = [
      ipv4(tcp(2, first - 1, Buffer.alloc(0))),
      ipv4(tcp(16, first + 8, REQUEST.subarray(8))),
      ipv4(tcp(16, first + 4, REQUEST.subarray(4, 12))),
      ipv4(tcp(16, first, REQUEST.subarray(0, 6))),
      ipv4(tcp(16, first, REQUEST)),
    ]
    expect((await replayCapture(whole(pcap(101, cut)))).requests).toMatchObject([{ path: '/x' }])
  })
})

test('later fragments, broken headers and other protocols are counted by cause', async () => {
  const [fragment, udp, short, other] = [0, 1, 2, 3].map(() => ipv4(tcp(2, 1, Buffer.alloc(0))))
  fragment?.writeUInt16BE(0x0010, 6)
  udp?.writeUInt8(17, 9)
  short?.writeUInt8(0x42, 0)
  other?.writeUInt8(47, 9)
  const packets = [fragment, udp, short, other].flatMap((packet) => packet ?? [])
  expect((await replayCapture(whole(pcap(101, [...packets, Buffer.from('arp')])))).counters).toMatchObject({
    packets: 5,
    dropped_pcap_fragments: 1,
    malformed_packets: 1,
    packets_other_protocol: 1,
    packets_not_ip: 1,
  })
})

test('the handshake is over with the acknowledgment of the server’s own SYN', async () => {
  const serverSyn = ipv4(tcp(18, 5000, Buffer.alloc(0), false), false)
  const acknowledging = (acknowledgment: number) => {
    const segment = tcp(16, 1000, Buffer.alloc(0))
    segment.writeUInt32BE(acknowledgment, 8)
    return ipv4(segment)
  }
  const opening = [ipv4(tcp(2, 999, Buffer.alloc(0))), serverSyn]
  const states = async (packets: Buffer[]) =>
    (await replayCapture(whole(pcap(101, packets)))).connections.map(({ connection_state }) => connection_state)
  expect(await states([...opening, acknowledging(5001)])).toEqual(['scan'])
  expect(await states([...opening, acknowledging(4000)])).toEqual(['half_open'])
  expect(await states(opening)).toEqual(['half_open'])
})

test('what is no capture file is refused in one sentence', async () => {
  await expect(replayCapture(whole(Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')))).rejects.toThrow(
    'neither a pcap nor a pcapng file',
  )
  await expect(replayCapture(whole(new Uint8Array()))).rejects.toThrow('empty')
})

test('damage is refused by its place, after everything before it was told', async () => {
  const file = pcap(101, handshake(ipv4))
  const rows: string[] = []
  const damaged = Buffer.concat([file, Buffer.alloc(16, 0xff)])
  await expect(factsOf(whole(damaged), rows)).rejects.toThrow(`damaged at byte ${file.length}`)
  expect(rows).toEqual(['syn', 'established', 'segment', 'stream'])
  await expect(factsOf(whole(file.subarray(0, -3)), [])).rejects.toThrow('capture file ends')
})

async function factsOf(input: AsyncIterable<Uint8Array>, kinds: string[]): Promise<void> {
  await readPcap(input, (fact) => kinds.push(fact.kind))
}

test('no packet throws', () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 1, 101, 113, 276, 999), fc.uint8Array({ maxLength: 120 }), (link_type, bytes) => {
      const start = ethernet('0800', ipv4(Buffer.alloc(0)))
      packetOf(link_type, Buffer.from(bytes))
      packetOf(1, Buffer.concat([start.subarray(0, 14 + ((bytes[0] ?? 0) % 20)), bytes]))
    }),
    { numRuns: 3000 },
  )
})

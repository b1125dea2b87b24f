import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPrograms } from './build-programs.fixture.ts'
import { Library } from '#sensor/libbpf/library.ts'
import { sumPerProcessor, writeArrayValue } from '#sensor/libbpf/maps.ts'
import { BpfObject } from '#sensor/libbpf/object.ts'
import { RingBuffer } from '#sensor/libbpf/ring-buffer.ts'
import { runProgram } from '#sensor/libbpf/run-program.ts'
import { Counter } from '#sensor/wire/layout.generated.ts'
import { readRecord } from '#sensor/wire/record.ts'
import type { Fact } from '../fact.ts'
import { factOf } from './fact-of.ts'
import { ACK, SYN, ethernet, helloRecord, ipv4, ipv6, tcp, udp } from './test-frame.ts'

const RING_BYTES = 1 << 20
const [IPV4, IPV6, VLAN, QINQ, UDP] = [0x0800, 0x86dd, 0x8100, 0x88a8, 17]
/** MSS 1460, SACK permitted, timestamps, no-operation, window scale 7: Linux. */
const OPTIONS = Buffer.from('020405b40402080a00000001000000000103030700000000', 'hex').subarray(0, 20)
const syn = (port: number): Buffer => tcp({ port, sequence: 1000, flags: SYN, options: OPTIONS })
const initial = (length: number, first = 0xc3, version = 1): Buffer => {
  const bytes = Buffer.alloc(length, 0x55)
  bytes.writeUInt8(first, 0)
  bytes.writeUInt32BE(version, 1)
  return bytes
}

describe.skipIf(process.getuid?.() !== 0)('frames', () => {
  let library: Library
  let object: BpfObject
  let ring: RingBuffer

  beforeAll(() => {
    library = new Library()
    object = new BpfObject(library, buildPrograms())
    object.load(['on_ingress', 'on_ingress_ip'], new Map([['ring', RING_BYTES]]))
    expect([...object.refused]).toEqual([])
    ring = new RingBuffer(library, object.mapFd('ring'), RING_BYTES)
    const filter = Buffer.alloc(2 * 8192)
    filter.writeUInt8(1 << (443 & 7), 8192 + (443 >> 3))
    writeArrayValue(library, object.mapFd('port_filters'), filter)
  })

  afterAll(() => {
    ring.close()
    object.close()
    library.close()
  })

  function drained(): Fact[] {
    const facts: Fact[] = []
    const take = (view: DataView, at: number, bytes: Buffer): void => {
      const record = readRecord(view, at)
      if (record.kind === 'listen' || record.kind === 'not_decrypted') return
      const fact = factOf(record, bytes, 0)
      if (fact.kind === 'syn') facts.push({ ...fact, tcp_options: Uint8Array.from(fact.tcp_options) })
      else if (fact.kind === 'segment' || fact.kind === 'datagram')
        facts.push({ ...fact, bytes: Uint8Array.from(fact.bytes) })
    }
    while (ring.drain(take) > 0) continue
    return facts
  }

  function seen(frame: Buffer, program = 'on_ingress'): Fact[] {
    runProgram(library, object.programFd(program), frame)
    return drained()
  }

  const counterOf = (index: number): number => sumPerProcessor(library, object.mapFd('counters'), index + 1)[index] ?? 0

  const extension = (kind: number, length = 8): { kind: number; bytes: Buffer } => ({
    kind,
    bytes: Buffer.concat([Buffer.from([0, length / 8 - 1]), Buffer.alloc(length - 2)]),
  })

  it.each([
    ['IPv4', ethernet(ipv4(syn(1)), IPV4)],
    ['a VLAN tag', ethernet(ipv4(syn(2)), IPV4, [VLAN])],
    ['two VLAN tags', ethernet(ipv4(syn(3)), IPV4, [QINQ, VLAN])],
    ['IPv4 options', ethernet(ipv4(syn(4), { options: Buffer.from('94040000', 'hex') }), IPV4)],
    ['IPv6', ethernet(ipv6(syn(5)), IPV6)],
    ['IPv6 with extension headers', ethernet(ipv6(syn(6), [extension(0), extension(43, 24), extension(60)]), IPV6)],
    ['IPv6 in a VLAN', ethernet(ipv6(syn(7), [extension(60, 16)]), IPV6, [VLAN])],
  ])('a SYN is found behind %s, with its options', (_, frame) => {
    const [fact, ...others] = seen(frame)
    expect(others).toEqual([])
    expect(fact).toMatchObject({ kind: 'syn', sequence: 1000, tcp_meta_window_size: 64_240 })
    expect(fact?.kind === 'syn' && Buffer.from(fact.tcp_options).equals(OPTIONS)).toBe(true)
  })

  it('a tunnel has no Ethernet header', () => {
    // From 8.0.1.2: read as an Ethernet frame, its ethertype would be IPv4.
    const [fact] = seen(ipv4(syn(8), { source: [8, 0, 1, 2] }), 'on_ingress_ip')
    expect(fact).toMatchObject({ kind: 'syn', sequence: 1000, ip_meta_ttl: 61 })
  })

  it('a ClientHello goes on over segments and is cut at its end', () => {
    const record = helloRecord(3000)
    const send = (from: number, to: number): Fact[] =>
      seen(
        ethernet(ipv4(tcp({ port: 9, sequence: 1001 + from, flags: ACK, payload: record.subarray(from, to) })), IPV4),
      )
    seen(ethernet(ipv4(syn(9)), IPV4))
    const facts = [...send(0, 1400), ...send(1400, 2800), ...send(2800, record.length)]
    expect(Buffer.concat(facts.map((fact) => (fact.kind === 'segment' ? fact.bytes : Buffer.alloc(0))))).toEqual(record)
    const later = tcp({ port: 9, sequence: 1001 + record.length, flags: ACK, payload: Buffer.alloc(100, 0x17) })
    expect(seen(ethernet(ipv4(later), IPV4))).toEqual([])
  })

  const sendAll = (port: number, parts: readonly Buffer[]): Buffer => {
    let sequence = 1001
    const facts = parts.flatMap((payload) => {
      const frame = ethernet(ipv4(tcp({ port, sequence, flags: ACK, payload })), IPV4)
      sequence += payload.length
      return seen(frame)
    })
    return Buffer.concat(facts.map((fact) => (fact.kind === 'segment' ? fact.bytes : Buffer.alloc(0))))
  }

  it.each([
    ['behind a change_cipher_spec', '140303000101'],
    ['alone', ''],
  ])('a second ClientHello, %s, is followed to its end', (_, before) => {
    const [hello, again] = [helloRecord(600), Buffer.concat([Buffer.from(before, 'hex'), helloRecord(1500)])]
    const port = 20 + before.length
    seen(ethernet(ipv4(syn(port)), IPV4))
    const parts = [hello, again.subarray(0, 1000), again.subarray(1000), Buffer.alloc(100, 0x17)]
    expect(sendAll(port, parts)).toEqual(Buffer.concat([hello, again]))
  })

  it.each([
    ['text', Buffer.from('PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\n')],
    ['binary', Buffer.from('0d0a0d0a000d0a515549540a2111000ccb007105c6336401126701bb', 'hex')],
  ])('a ClientHello behind a PROXY header, %s', (_, header) => {
    const port = 40 + header.length
    seen(ethernet(ipv4(syn(port)), IPV4))
    expect(sendAll(port, [header, helloRecord(600)])).toEqual(Buffer.concat([header, helloRecord(600)]))
  })

  it('a ClientHello whose SYN was not seen is found by its first bytes', () => {
    const hello = tcp({ port: 10, sequence: 77, flags: ACK, payload: helloRecord(500) })
    expect(seen(ethernet(ipv4(hello), IPV4))).toMatchObject([{ kind: 'segment', sequence: 77 }])
    const request = tcp({ port: 11, sequence: 77, flags: ACK, payload: Buffer.from('GET / HTTP/1.1\r\n\r\n') })
    expect(seen(ethernet(ipv4(request), IPV4))).toEqual([])
  })

  it('the first fragment tells what it has, the others are counted', () => {
    const before = counterOf(Counter.DROPPED_FRAGMENTS)
    expect(seen(ethernet(ipv4(syn(12), { moreFragments: true }), IPV4))).toMatchObject([{ kind: 'syn' }])
    expect(seen(ethernet(ipv4(Buffer.alloc(64), { fragmentOffset: 64 }), IPV4))).toEqual([])
    const fragment = (offset: number, more: number) => ({
      kind: 44,
      bytes: Buffer.from([0, 0, offset, more, 0, 0, 0, 1]),
    })
    expect(seen(ethernet(ipv6(syn(13), [fragment(0, 1)]), IPV6))).toMatchObject([{ kind: 'syn' }])
    expect(seen(ethernet(ipv6(Buffer.alloc(64), [fragment(0, 0x40)]), IPV6))).toEqual([])
    expect(counterOf(Counter.DROPPED_FRAGMENTS) - before).toBe(2)
  })

  it.each([
    ['version 1', 0xc3, 1, 443, 1],
    ['version 2', 0xd0, 0x6b3343cf, 443, 1],
    ['a draft', 0xc0, 0xff00001d, 443, 1],
    ['a Handshake packet', 0xe0, 1, 443, 0],
    ['version 2 with the type of version 1', 0xc0, 0x6b3343cf, 443, 0],
    ['version negotiation', 0xc0, 0, 443, 0],
    ['a short header', 0x43, 1, 443, 0],
    ['another port', 0xc3, 1, 444, 0],
  ])('QUIC: %s', (_, first, version, port, expected) => {
    const facts = seen(ethernet(ipv4(udp(port, initial(1250, first, version)), { protocol: UDP }), IPV4))
    expect(facts.map(({ kind }) => kind)).toEqual(Array<string>(expected).fill('datagram'))
    for (const fact of facts)
      if (fact.kind === 'datagram') expect(Buffer.from(fact.bytes)).toEqual(initial(1250, first, version))
  })

  it('QUIC: a datagram that is too short for a client is left alone, also over IPv6', () => {
    expect(seen(ethernet(ipv6(udp(443, initial(1199)), [], UDP), IPV6))).toEqual([])
    expect(seen(ethernet(ipv6(udp(443, initial(1200)), [], UDP), IPV6))).toMatchObject([{ kind: 'datagram' }])
  })

  it('a flood of SYNs leaves a quarter of the ring to others', () => {
    const before = counterOf(Counter.DROPPED_RING_BUSY)
    runProgram(library, object.programFd('on_ingress'), ethernet(ipv4(syn(14)), IPV4), 20_000)
    const taken = drained().length
    // A SYN's record takes 120 bytes of the ring.
    expect(taken).toBeGreaterThan((RING_BYTES * 0.74) / 120)
    expect(taken).toBeLessThan((RING_BYTES * 0.76) / 120)
    expect(counterOf(Counter.DROPPED_RING_BUSY) - before).toBe(20_000 - taken)
    expect(counterOf(Counter.DROPPED_RING_FULL)).toBe(0)
  })
})

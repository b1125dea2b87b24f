import { EbpfSource } from '../ebpf.ts'
import type { EbpfOptions } from '../ebpf.ts'
import type { ConnectionKey, DatagramFact, Fact, SegmentFact, StreamFact, SynFact } from '../fact.ts'

/** One direction of one connection, put together in the order in which it was captured. */
interface CapturedStream {
  scheme: 'http' | 'https'
  bytes: Buffer
  gaps: number
  /** Position after the last byte captured. */
  end: number
}

/** Test support: a running source that keeps copies of what it captured. */
export class Capture {
  readonly source: EbpfSource
  readonly syns = new Map<ConnectionKey, SynFact>()
  readonly segments = new Map<ConnectionKey, SegmentFact[]>()
  readonly closes = new Map<ConnectionKey, string>()
  readonly established = new Set<ConnectionKey>()
  readonly datagrams: DatagramFact[] = []
  readonly #streams = new Map<string, CapturedStream>()

  constructor(options: Partial<EbpfOptions> = {}) {
    this.source = new EbpfSource(
      {
        interfaces: ['lo'],
        includedPorts: [],
        excludedPorts: [],
        quicPorts: [443],
        responses: true,
        ringBytes: 16 * 1024 * 1024,
        ...options,
      },
      (fact) => this.#keep(fact),
    )
  }

  stream(key: ConnectionKey, direction: 'in' | 'out'): CapturedStream {
    return this.#streams.get(`${key} ${direction}`) ?? { scheme: 'http', bytes: Buffer.alloc(0), gaps: 0, end: 0 }
  }

  get connections(): number {
    return this.syns.size
  }

  #keep(fact: Fact): void {
    switch (fact.kind) {
      case 'syn':
        // A client may get a port of a minute ago again: what came then is another connection's.
        if (this.syns.get(fact.key)?.sequence !== fact.sequence)
          for (const direction of ['in', 'out']) this.#streams.delete(`${fact.key} ${direction}`)
        this.syns.set(fact.key, { ...fact, tcp_options: Uint8Array.from(fact.tcp_options) })
        return
      case 'segment':
        this.segments.set(fact.key, [
          ...(this.segments.get(fact.key) ?? []),
          { ...fact, bytes: Uint8Array.from(fact.bytes) },
        ])
        return
      case 'established':
        this.established.add(fact.key)
        return
      case 'datagram':
        this.datagrams.push({ ...fact, bytes: Uint8Array.from(fact.bytes) })
        return
      case 'stream':
        this.#append(fact)
        return
      case 'close':
        this.closes.set(fact.key, fact.reason)
    }
  }

  #append(fact: StreamFact): void {
    const stream = this.stream(fact.key, fact.direction)
    this.#streams.set(`${fact.key} ${fact.direction}`, {
      scheme: fact.scheme,
      bytes: Buffer.concat([stream.bytes, fact.bytes]),
      gaps: stream.gaps + (fact.offset === stream.end ? 0 : 1),
      end: fact.offset + fact.bytes.length,
    })
  }
}

/** Resolves when the condition holds; rejects, naming what was awaited, when it does not within the limit. */
export async function eventually(what: string, condition: () => boolean, limit_ms = 5000): Promise<void> {
  const deadline = Date.now() + limit_ms
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${limit_ms} ms`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

import type { Hook } from '#db/model/sensor-heartbeat.ts'
import { attachClass, attachIngress } from '#sensor/libbpf/attach-ingress.ts'
import { mountTracefs } from '#sensor/libbpf/file-system.ts'
import { Library } from '#sensor/libbpf/library.ts'
import { sumPerProcessor, writeArrayValue } from '#sensor/libbpf/maps.ts'
import { kernelHasHook, kernelHasUprobeLinks } from '#sensor/libbpf/kernel-types.ts'
import { BpfObject } from '#sensor/libbpf/object.ts'
import type { Link } from '#sensor/libbpf/link.ts'
import { RingBuffer } from '#sensor/libbpf/ring-buffer.ts'
import { Counter } from '#sensor/wire/layout.generated.ts'
import { IngressWatcher } from './ingress-watcher.ts'
import type { IngressPrograms } from './ingress-watcher.ts'
import { OBJECT_PATH, assertCaptureAllowed, assertCapturePossible } from './preconditions.ts'
import { TlsWatcher } from './tls-watcher.ts'

const COUNTER_NAMES = Object.keys(Counter)
  .filter((name) => name !== 'COUNTERS')
  .map((name) => name.toLowerCase())
const PORTS = 65_536

export interface ProbeOptions {
  /** Names or patterns: `default-route`, `lo`, `vigie-lab*`, `any`. */
  interfaces: readonly string[]
  /** Server ports to watch; empty: all. */
  includedPorts: readonly number[]
  excludedPorts: readonly number[]
  /** UDP ports where QUIC's first datagrams are looked for. */
  quicPorts: readonly number[]
  /** Also capture the heads of the servers' answers. */
  responses: boolean
  /** A power of two, at least a page. */
  ringBytes: number
  /** `system-call` is what kernels before 6.3 have; tests force it. */
  readHook?: 'read-length' | 'system-call'
  /** `class` is what kernels before 6.6 have; tests force it. */
  ingressHook?: 'tcx' | 'class'
}

/** A hook of the kernel and the programs that serve it. */
interface PlaintextHook {
  target: string
  programs: readonly string[]
}

function plaintextHooksOf(options: ProbeOptions, hasReadLength: boolean): PlaintextHook[] {
  const reads =
    hasReadLength && options.readHook !== 'system-call'
      ? { target: 'sock_recv_length', programs: ['on_receive'] }
      : { target: 'sys_exit', programs: ['on_read_progress', 'on_system_call_exit'] }
  return [
    { target: 'inet_sock_set_state', programs: ['on_state_change'] },
    reads,
    ...(options.responses ? [{ target: 'sock_send_length', programs: ['on_send'] }] : []),
  ]
}

const TLS_READS = ['on_tls_read', 'on_tls_read_ex', 'on_tls_read_return', 'on_tls_read_end']
const TLS_CALLS = ['on_tls_handshake', 'on_tls_handshake_return', 'on_tls_free']
const TLS_WRITES = [
  ...['on_tls_write', 'on_tls_write_ex', 'on_tls_write_flags', 'on_tls_write_return'],
  'on_tls_write_begin',
]

function setBit(bits: Uint8Array, index: number, value: boolean): void {
  const byte = bits[index >> 3] ?? 0
  const bit = 1 << (index & 7)
  bits[index >> 3] = value ? byte | bit : byte & ~bit
}

/** struct port_filter: ports not watched, then ports of QUIC. */
function portFilterOf({ includedPorts, excludedPorts, quicPorts }: ProbeOptions): Uint8Array {
  const ignored = new Uint8Array(PORTS / 8).fill(includedPorts.length > 0 ? 0xff : 0)
  const quic = new Uint8Array(PORTS / 8)
  for (const port of includedPorts) setBit(ignored, port, false)
  for (const port of excludedPorts) setBit(ignored, port, true)
  for (const port of quicPorts) setBit(quic, port, true)
  return Buffer.concat([ignored, quic])
}

/** All that is attached to the kernel, and the ring that it fills. */
export class Probes {
  readonly #library: Library
  readonly #object: BpfObject
  readonly #ring: RingBuffer
  readonly #links: Link[] = []
  readonly #plaintext: Hook[] = []
  readonly #ingress: IngressWatcher
  readonly #tls: TlsWatcher
  readonly ringFd: number

  constructor(options: ProbeOptions) {
    assertCapturePossible()
    this.#library = new Library()
    const hasUprobeLinks = kernelHasUprobeLinks(this.#library)
    assertCaptureAllowed(hasUprobeLinks)
    if (!hasUprobeLinks) mountTracefs(this.#library)
    const hooks = plaintextHooksOf(options, kernelHasHook(this.#library, 'sock_recv_length'))
    this.#object = this.#load(options, hooks)
    writeArrayValue(this.#library, this.#object.mapFd('port_filters'), portFilterOf(options))
    this.ringFd = this.#object.mapFd('ring')
    this.#ring = new RingBuffer(this.#library, this.ringFd, options.ringBytes)
    for (const hook of hooks) this.#plaintext.push(this.#attach(hook))
    this.#tls = new TlsWatcher(this.#object, options.responses)
    this.#ingress = new IngressWatcher(this.#library, this.#ingressPrograms(options), options.interfaces)
    this.refresh()
  }

  /** Follows interfaces and processes as they come and go. */
  refresh(): void {
    this.#ingress.refresh()
    this.#tls.refresh(performance.now())
  }

  lookAtProcess(pid: number): void {
    this.#tls.scan(pid, performance.now())
  }

  /** A process serves TLS that is not decrypted. */
  noteNotDecrypted(pid: number): void {
    this.#tls.noteNotDecrypted(pid)
  }

  drain(onRecord: (view: DataView, at: number, bytes: Buffer) => void): number {
    return this.#ring.drain(onRecord)
  }

  hooks(): Hook[] {
    return [...this.#ingress.hooks(), ...this.#plaintext, ...this.#tls.hooks()]
  }

  counters(): Record<string, number> {
    const values = sumPerProcessor(this.#library, this.#object.mapFd('counters'), COUNTER_NAMES.length)
    return Object.fromEntries(COUNTER_NAMES.map((name, index) => [name, values[index] ?? 0]))
  }

  /** Nothing new is captured after this. */
  detach(): void {
    this.#ingress.close()
    this.#tls.close()
    for (const link of this.#links.splice(0)) link.close()
  }

  close(): void {
    this.#ring.close()
    this.#object.close()
    this.#library.close()
  }

  #load(options: ProbeOptions, hooks: readonly PlaintextHook[]): BpfObject {
    const object = new BpfObject(this.#library, OBJECT_PATH)
    const plaintext = hooks.flatMap(({ programs }) => programs)
    const tls = [...TLS_CALLS, ...TLS_READS, ...(options.responses ? TLS_WRITES : [])]
    object.load(['on_ingress', 'on_ingress_ip', ...plaintext, ...tls], new Map([['ring', options.ringBytes]]))
    return object
  }

  #ingressPrograms({ ingressHook }: ProbeOptions): IngressPrograms {
    return {
      ethernet: this.#object.programFd('on_ingress'),
      ip: this.#object.programFd('on_ingress_ip'),
      attach: ingressHook === 'class' ? attachClass : attachIngress,
    }
  }

  #attach({ target, programs }: PlaintextHook): Hook {
    try {
      for (const program of programs) this.#links.push(this.#object.attach(program))
      return { hook: 'plaintext', target, state: 'attached', detail: '' }
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      return { hook: 'plaintext', target, state: 'failed', detail }
    }
  }
}

import type { Hook } from '#db/model/sensor-heartbeat.ts'
import type { attachIngress } from '#sensor/libbpf/attach-ingress.ts'
import type { Library } from '#sensor/libbpf/library.ts'
import type { Link } from '#sensor/libbpf/link.ts'
import { resolveInterfaces } from './interfaces.ts'
import type { NetworkInterface } from './interfaces.ts'

/** The programs for what frames begin with, and how they are attached. */
export interface IngressPrograms {
  ethernet: number
  ip: number
  attach: typeof attachIngress
}

interface Attachment {
  name: string
  link: Link | null
  detail: string
}

/** Keeps the ingress program on every interface that the patterns name, as interfaces come and go. */
export class IngressWatcher {
  readonly #library: Library
  readonly #programs: IngressPrograms
  readonly #patterns: readonly string[]
  readonly #attachments = new Map<number, Attachment>()

  constructor(library: Library, programs: IngressPrograms, patterns: readonly string[]) {
    this.#library = library
    this.#programs = programs
    this.#patterns = patterns
  }

  refresh(): void {
    const present = resolveInterfaces(this.#patterns)
    const indexes = new Set(present.map(({ ifindex }) => ifindex))
    for (const ifindex of this.#attachments.keys()) if (!indexes.has(ifindex)) this.#detach(ifindex)
    for (const found of present)
      if (!this.#attachments.has(found.ifindex)) this.#attachments.set(found.ifindex, this.#attach(found))
  }

  hooks(): Hook[] {
    return [...this.#attachments.values()].map(({ name, link, detail }) => ({
      hook: 'ingress',
      target: name,
      state: link === null ? 'failed' : 'attached',
      detail,
    }))
  }

  close(): void {
    for (const ifindex of this.#attachments.keys()) this.#detach(ifindex)
  }

  #attach({ name, ifindex, isEthernet }: NetworkInterface): Attachment {
    const { ethernet, ip, attach } = this.#programs
    try {
      return { name, link: attach(this.#library, isEthernet ? ethernet : ip, ifindex), detail: '' }
    } catch (error) {
      return { name, link: null, detail: error instanceof Error ? error.message : String(error) }
    }
  }

  #detach(ifindex: number): void {
    this.#attachments.get(ifindex)?.link?.close()
    this.#attachments.delete(ifindex)
  }
}

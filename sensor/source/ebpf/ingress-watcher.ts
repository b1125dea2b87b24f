import type { Hook } from '#db/model/sensor-heartbeat.ts'
import { attachIngress } from '#sensor/libbpf/attach-ingress.ts'
import type { Library } from '#sensor/libbpf/library.ts'
import type { Link } from '#sensor/libbpf/object.ts'
import { resolveInterfaces } from './interfaces.ts'

interface Attachment {
  name: string
  link: Link | null
  detail: string
}

/** Keeps the ingress program on every interface that the patterns name, as interfaces come and go. */
export class IngressWatcher {
  readonly #library: Library
  readonly #programFd: number
  readonly #patterns: readonly string[]
  readonly #attachments = new Map<number, Attachment>()

  constructor(library: Library, programFd: number, patterns: readonly string[]) {
    this.#library = library
    this.#programFd = programFd
    this.#patterns = patterns
  }

  refresh(): void {
    const present = resolveInterfaces(this.#patterns)
    const indexes = new Set(present.map(({ ifindex }) => ifindex))
    for (const ifindex of this.#attachments.keys()) if (!indexes.has(ifindex)) this.#detach(ifindex)
    for (const { name, ifindex } of present)
      if (!this.#attachments.has(ifindex)) this.#attachments.set(ifindex, this.#attach(name, ifindex))
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

  #attach(name: string, ifindex: number): Attachment {
    try {
      return { name, link: attachIngress(this.#library, this.#programFd, ifindex), detail: '' }
    } catch (error) {
      return { name, link: null, detail: error instanceof Error ? error.message : String(error) }
    }
  }

  #detach(ifindex: number): void {
    this.#attachments.get(ifindex)?.link?.close()
    this.#attachments.delete(ifindex)
  }
}

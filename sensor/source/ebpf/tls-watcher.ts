import { readFileSync } from 'node:fs'
import type { Hook } from '#db/model/sensor-heartbeat.ts'
import type { BpfObject, Link } from '#sensor/libbpf/object.ts'
import { Elf } from './elf.ts'
import { listProcesses, systemTlsLibraries, tlsLibrariesOf } from './tls-libraries.ts'
import type { TlsLibrary } from './tls-libraries.ts'
import { tlsProbesOf } from './tls-probes.ts'

/** A young process may still load its libraries; an old one does so rarely. */
const YOUNG_MS = 3000
const RESCAN_MS = 10_000

interface Attachment {
  name: string
  links: Link[]
  detail: string
}

/** Probes every TLS library that a process uses, once for each file, for all processes that use it now or later. */
export class TlsWatcher {
  readonly #object: BpfObject
  readonly #responses: boolean
  readonly #attachments = new Map<string, Attachment>()
  readonly #processes = new Map<number, { seen_ms: number; scanned_ms: number }>()

  constructor(object: BpfObject, responses: boolean) {
    this.#object = object
    this.#responses = responses
    for (const library of systemTlsLibraries()) this.#add(library)
  }

  refresh(now_ms: number): void {
    const present = new Set(listProcesses())
    for (const pid of this.#processes.keys()) if (!present.has(pid)) this.#processes.delete(pid)
    for (const pid of present) {
      const process = this.#processes.get(pid)
      const isDue =
        process === undefined || now_ms - process.seen_ms < YOUNG_MS || now_ms - process.scanned_ms > RESCAN_MS
      if (isDue) this.scan(pid, now_ms)
    }
  }

  scan(pid: number, now_ms: number): void {
    this.#processes.set(pid, { seen_ms: this.#processes.get(pid)?.seen_ms ?? now_ms, scanned_ms: now_ms })
    for (const library of tlsLibrariesOf(pid)) this.#add(library)
  }

  hooks(): Hook[] {
    return [...this.#attachments.values()].map(({ name, links, detail }) => ({
      hook: 'tls',
      target: name,
      state: links.length > 0 ? 'attached' : 'failed',
      detail,
    }))
  }

  close(): void {
    for (const { links } of this.#attachments.values()) for (const link of links) link.close()
    this.#attachments.clear()
  }

  #add(library: TlsLibrary): void {
    if (this.#attachments.has(library.identity)) return
    const attachment: Attachment = { name: library.name, links: [], detail: '' }
    this.#attachments.set(library.identity, attachment)
    try {
      for (const { program, offset } of tlsProbesOf(new Elf(readFileSync(library.path)), this.#responses))
        attachment.links.push(this.#object.attachUprobe(program, library.path, offset))
    } catch (error) {
      for (const link of attachment.links.splice(0)) link.close()
      attachment.detail = error instanceof Error ? error.message : String(error)
    }
  }
}

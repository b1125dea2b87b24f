import { existsSync } from 'node:fs'
import type { Hook } from '#db/model/sensor-heartbeat.ts'
import type { BpfObject } from '#sensor/libbpf/object.ts'
import type { Link } from '#sensor/libbpf/link.ts'
import { Elf } from './elf.ts'
import type { TlsFile } from './tls-files.ts'
import { tlsProbesOf } from './tls-probes.ts'
import type { TlsProbe } from './tls-probes.ts'

/** Of files without TLS only the identity is remembered, and not of endlessly many. */
const PLAIN_FILES_MAX = 4096

interface Attachment {
  name: string
  links: Link[]
  detail: string
  /** Who uses it; null: kept as long as the sensor runs. */
  pids: Set<number> | null
}

/** The files that are probed, each once, and let go when no process uses them any more. */
export class TlsAttachments {
  readonly #object: BpfObject
  readonly #responses: boolean
  readonly #attachments = new Map<string, Attachment>()
  readonly #plainFiles = new Set<string>()

  constructor(object: BpfObject, responses: boolean) {
    this.#object = object
    this.#responses = responses
  }

  get size(): number {
    return this.#attachments.size
  }

  /** Probes the file for as long as the sensor runs. */
  keep(file: TlsFile): void {
    this.#attach(file, null)
  }

  /** Probes the files that a process uses. */
  use(pid: number, files: readonly TlsFile[]): void {
    for (const file of files) {
      const known = this.#attachments.get(file.identity)
      if (known !== undefined) known.pids?.add(pid)
      else if (!this.#plainFiles.has(file.identity)) this.#attach(file, new Set([pid]))
    }
  }

  /** Whether a process uses a file that is probed. */
  serves(files: readonly TlsFile[]): boolean {
    return files.some(({ identity }) => (this.#attachments.get(identity)?.links.length ?? 0) > 0)
  }

  forget(pid: number): void {
    for (const [identity, { pids, links }] of this.#attachments) {
      if (pids?.delete(pid) !== true || pids.size > 0) continue
      for (const link of links) link.close()
      this.#attachments.delete(identity)
    }
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

  #attach(file: TlsFile, pids: Set<number> | null): void {
    const attachment: Attachment = { name: file.name, links: [], detail: '', pids }
    try {
      const probes = this.#probesIn(file)
      if (probes.length === 0) {
        this.#rememberPlain(file.identity)
        return
      }
      for (const { program, offset, cookie } of probes)
        attachment.links.push(this.#object.attachUprobe(program, file.path, offset, cookie))
    } catch (error) {
      for (const link of attachment.links.splice(0)) link.close()
      // The process ended meanwhile, and its way to the file with it.
      if (!existsSync(file.path)) return
      attachment.detail = error instanceof Error ? error.message : String(error)
    }
    this.#attachments.set(file.identity, attachment)
  }

  #probesIn(file: TlsFile): TlsProbe[] {
    const elf = openElf(file)
    if (elf === null) return []
    try {
      return tlsProbesOf(elf, { responses: this.#responses, oneForEachCall: this.#object.hasUprobeLinks })
    } finally {
      elf.close()
    }
  }

  #rememberPlain(identity: string): void {
    if (this.#plainFiles.size >= PLAIN_FILES_MAX) this.#plainFiles.clear()
    this.#plainFiles.add(identity)
  }
}

/** A library must be readable; of the many programs some are not, or not for this machine, and few hold a TLS library. */
function openElf(file: TlsFile): Elf | null {
  try {
    return new Elf(file.path)
  } catch (error) {
    if (file.isProgram) return null
    throw error
  }
}

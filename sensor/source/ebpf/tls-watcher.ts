import type { Hook } from '#db/model/sensor-heartbeat.ts'
import type { BpfObject } from '#sensor/libbpf/object.ts'
import { TlsAttachments } from './tls-attachments.ts'
import { executableOf, listProcesses, systemTlsLibraries, tlsLibrariesOf } from './tls-files.ts'
import type { TlsFile } from './tls-files.ts'
import { UndecryptedPrograms } from './undecrypted-programs.ts'

/** After a program began to listen it may still load its libraries: it is looked at again after these times. */
const LATER_LOOKS_MS = [500, 2000, 10_000]
/** Programs that never called listen (they inherited the socket) are found by this. */
const SWEEP_MS = 10_000
/** What one second may cost: a glance takes 0.02 ms, a look 0.2 ms. What is left waits for the next second. */
const GLANCES_MAX = 512
const LOOKS_MAX = 64

interface Watched {
  /** Identity of the program that runs: another one after exec. */
  program: string
  /** When it is to be looked at again, ascending. */
  due_ms: number[]
}

/** Probes every TLS library that a process uses, once for each file, for all processes that use it now or later. */
export class TlsWatcher {
  readonly #attachments: TlsAttachments
  readonly #undecrypted = new UndecryptedPrograms()
  readonly #processes = new Map<number, Watched>()
  #unseen: number[] = []
  readonly #waiting = new Set<number>()
  #swept_ms = 0

  constructor(object: BpfObject, responses: boolean) {
    this.#attachments = new TlsAttachments(object, responses)
    for (const library of systemTlsLibraries()) this.#attachments.keep(library)
    for (const pid of listProcesses()) this.#glance(pid)
    for (const pid of this.#waiting) this.#look(pid)
    this.#waiting.clear()
  }

  refresh(now_ms: number): void {
    this.#undecrypted.refresh()
    if (now_ms - this.#swept_ms >= SWEEP_MS) this.#beginSweep(now_ms)
    for (const pid of this.#unseen.splice(0, GLANCES_MAX)) this.#glance(pid)
    for (const [pid, { due_ms }] of this.#processes)
      if (due_ms[0] !== undefined && due_ms[0] <= now_ms) {
        due_ms.shift()
        this.#waiting.add(pid)
      }
    for (const pid of [...this.#waiting].slice(0, LOOKS_MAX)) {
      this.#waiting.delete(pid)
      this.#look(pid)
    }
  }

  /** A process began to listen. */
  scan(pid: number, now_ms: number): void {
    const program = executableOf(pid)?.identity
    if (program === undefined) return
    this.#processes.set(pid, { program, due_ms: LATER_LOOKS_MS.map((delay) => now_ms + delay) })
    this.#look(pid)
  }

  /** A process serves TLS that nothing was decrypted of: its library may have come after the last look. */
  noteNotDecrypted(pid: number): void {
    if (this.#undecrypted.has(pid)) return
    const before = this.#attachments.size
    const files = this.#look(pid)
    // Where its library is known, a stray client's hello on a plain port is the likelier cause; a failure has its own line.
    const hasLibrary = files.some(({ isProgram }) => !isProgram) || this.#attachments.serves(files)
    if (this.#attachments.size === before && !hasLibrary) this.#undecrypted.add(pid)
  }

  hooks(): Hook[] {
    return [...this.#attachments.hooks(), ...this.#undecrypted.hooks()]
  }

  close(): void {
    this.#attachments.close()
  }

  #beginSweep(now_ms: number): void {
    this.#swept_ms = now_ms
    const present = new Set(listProcesses())
    for (const pid of this.#processes.keys())
      if (!present.has(pid)) {
        this.#processes.delete(pid)
        this.#waiting.delete(pid)
        this.#attachments.forget(pid)
      }
    this.#unseen = [...present]
  }

  /** Whether the process is a new one, or runs a new program: then it is to be looked at. */
  #glance(pid: number): void {
    const program = executableOf(pid)?.identity
    const known = this.#processes.get(pid)
    if (program === undefined || known?.program === program) return
    if (known !== undefined) this.#attachments.forget(pid)
    this.#processes.set(pid, { program, due_ms: [] })
    this.#waiting.add(pid)
  }

  #look(pid: number): TlsFile[] {
    const program = executableOf(pid)
    const files = [...tlsLibrariesOf(pid), ...(program === null ? [] : [program])]
    this.#attachments.use(pid, files)
    return files
  }
}

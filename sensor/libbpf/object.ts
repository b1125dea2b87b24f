import type { Link } from './link.ts'
import { BPF_TRACE_UPROBE_MULTI, attachUprobeLink } from './attach-uprobe.ts'
import { kernelHasHook, kernelHasUprobeLinks } from './kernel-types.ts'
import type { Library, Pointer } from './library.ts'

const LOAD_ATTEMPTS = 20

/** A file of kernel programs: opened, loaded as far as this kernel allows, attached program by program. */
export class BpfObject {
  readonly #library: Library
  readonly #path: string
  /** Whether the kernel has links of its own for probes in files, which also carry cookies. */
  readonly hasUprobeLinks: boolean
  #object: Pointer
  #programs: Map<string, Pointer>
  /** Programs that this kernel refused, with the reason. */
  readonly refused = new Map<string, string>()

  constructor(library: Library, path: string) {
    this.#library = library
    this.#path = path
    this.hasUprobeLinks = kernelHasUprobeLinks(library)
    this.#object = this.#open()
    this.#programs = this.#listPrograms()
  }

  /** Loads the wanted programs and gives every map its size; what the kernel refuses is left out and named in `refused`. */
  load(wanted: readonly string[], sizes: ReadonlyMap<string, number>): void {
    const present = this.#withoutMissingHooks(wanted)
    if (this.#tryLoad(present, sizes) === null) return
    const good = present.filter((name) => {
      this.#reopen()
      const reason = this.#tryLoad([name], sizes)
      if (reason !== null) this.refused.set(name, reason)
      return reason === null
    })
    this.#reopen()
    const reason = this.#tryLoad(good, sizes)
    if (reason !== null) throw new Error(`The kernel refused the sensor's programs.\n${reason}`)
  }

  attach(program: string): Link {
    const link = this.#library.bpf.attach(this.#accepted(program))
    return this.#linkOf(link, `attaching ${program}`)
  }

  /** All processes, present and future, that map the file. `offset` counts from the file's beginning; the program gets `cookie`. */
  attachUprobe(program: string, path: string, offset: number, cookie = 0n): Link {
    const native = this.#accepted(program)
    const isReturn = this.#library.bpf.programSection(native) === 'uretprobe'
    if (this.hasUprobeLinks)
      return attachUprobeLink(this.#library, this.#library.bpf.programFd(native), { path, offset, isReturn, cookie })
    const link = this.#library.bpf.attachUprobe(native, isReturn, -1, path, offset)
    return this.#linkOf(link, `attaching ${program} to ${path}`)
  }

  programFd(program: string): number {
    return this.#library.bpf.programFd(this.#program(program))
  }

  mapFd(name: string): number {
    return this.#library.bpf.mapFd(this.#map(name))
  }

  close(): void {
    this.#library.bpf.closeObject(this.#object)
  }

  #open(): Pointer {
    const object = this.#library.bpf.openFile(this.#path, null)
    if (object === null) throw this.#library.error(`opening ${this.#path}`)
    return object
  }

  #reopen(): void {
    this.close()
    this.#object = this.#open()
    this.#programs = this.#listPrograms()
  }

  #listPrograms(): Map<string, Pointer> {
    const programs = new Map<string, Pointer>()
    let program = this.#library.bpf.nextProgram(this.#object, null)
    while (program !== null) {
      programs.set(this.#library.bpf.programName(program), program)
      program = this.#library.bpf.nextProgram(this.#object, program)
    }
    return programs
  }

  #withoutMissingHooks(wanted: readonly string[]): string[] {
    return wanted.filter((name) => {
      const [type, hook] = this.#library.bpf.programSection(this.#program(name)).split('/')
      if (type !== 'tp_btf' || hook === undefined || kernelHasHook(this.#library, hook)) return true
      this.refused.set(name, `this kernel has no ${hook}`)
      return false
    })
  }

  /** Null when loaded, else why not. */
  #tryLoad(names: readonly string[], sizes: ReadonlyMap<string, number>, attempts = LOAD_ATTEMPTS): string | null {
    for (const [name, program] of this.#programs) {
      this.#library.bpf.setAutoload(program, names.includes(name))
      if (this.hasUprobeLinks && this.#library.bpf.programSection(program).startsWith('u'))
        this.#library.bpf.setAttachType(program, BPF_TRACE_UPROBE_MULTI)
    }
    for (const [name, size] of sizes) this.#library.bpf.setMaxEntries(this.#map(name), size)
    this.#library.takeLog()
    if (this.#library.bpf.loadObject(this.#object) === 0) return null
    const error = this.#library.error('loading')
    // The verifier gives up when a signal waits for this thread.
    return error.isInterrupted && attempts > 1 ? this.#tryAgain(names, sizes, attempts - 1) : error.message
  }

  #tryAgain(names: readonly string[], sizes: ReadonlyMap<string, number>, attempts: number): string | null {
    this.#reopen()
    return this.#tryLoad(names, sizes, attempts)
  }

  #accepted(name: string): Pointer {
    const refusal = this.refused.get(name)
    if (refusal !== undefined) throw new Error(refusal)
    return this.#program(name)
  }

  #program(name: string): Pointer {
    const program = this.#programs.get(name)
    if (program === undefined) throw new Error(`${this.#path} has no program ${name}.`)
    return program
  }

  #map(name: string): Pointer {
    const map = this.#library.bpf.findMap(this.#object, name)
    if (map === null) throw new Error(`${this.#path} has no map ${name}.`)
    return map
  }

  #linkOf(link: Pointer | null, what: string): Link {
    if (link === null) throw this.#library.error(what)
    return { close: () => void this.#library.bpf.destroyLink(link) }
  }
}

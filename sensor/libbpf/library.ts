import koffi from 'koffi'

/** An address in native memory. */
export type Pointer = bigint

/** A native function that failed, with the reason that errno or the library's own log gives. */
export class NativeError extends Error {
  readonly errno: number
  readonly isInterrupted: boolean
  constructor(what: string, errno: number, log: string) {
    const name = Object.entries(koffi.os.errno).find(([, value]) => value === errno)?.[0] ?? `error ${errno}`
    super(log === '' ? `${what}: ${name}` : `${what}: ${name}\n${log}`)
    this.errno = errno
    this.isInterrupted = name === 'EAGAIN' || name === 'EINTR'
  }
}

type Native = (...values: never[]) => unknown

/** The prototype is stated twice, for koffi and for the compiler, one line apart: that both agree is what makes the cast true. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- see above
function bind<Signature extends Native>(library: LibraryHandle, prototype: string): Signature {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see above
  return library.func(prototype) as Signature
}

interface LibraryHandle {
  func: (prototype: string) => unknown
}

type Call<Values extends unknown[], Result> = (...values: Values) => Result
type FromPointer<Result> = Call<[Pointer], Result>

function bindLibbpf(path: string) {
  const library = koffi.load(path)
  return {
    openFile: bind<Call<[string, null], Pointer | null>>(library, 'void *bpf_object__open_file(const char *, void *)'),
    loadObject: bind<FromPointer<number>>(library, 'int bpf_object__load(void *)'),
    closeObject: bind<FromPointer<void>>(library, 'void bpf_object__close(void *)'),
    nextProgram: bind<Call<[Pointer, Pointer | null], Pointer | null>>(
      library,
      'void *bpf_object__next_program(void *, void *)',
    ),
    programName: bind<FromPointer<string>>(library, 'const char *bpf_program__name(void *)'),
    programSection: bind<FromPointer<string>>(library, 'const char *bpf_program__section_name(void *)'),
    programFd: bind<FromPointer<number>>(library, 'int bpf_program__fd(void *)'),
    setAttachType: bind<Call<[Pointer, number], number>>(
      library,
      'int bpf_program__set_expected_attach_type(void *, int)',
    ),
    setAutoload: bind<Call<[Pointer, boolean], number>>(library, 'int bpf_program__set_autoload(void *, bool)'),
    attach: bind<FromPointer<Pointer | null>>(library, 'void *bpf_program__attach(void *)'),
    attachUprobe: bind<Call<[Pointer, boolean, number, string, number], Pointer | null>>(
      library,
      'void *bpf_program__attach_uprobe(void *, bool, int, const char *, size_t)',
    ),
    destroyLink: bind<FromPointer<number>>(library, 'int bpf_link__destroy(void *)'),
    findMap: bind<Call<[Pointer, string], Pointer | null>>(
      library,
      'void *bpf_object__find_map_by_name(void *, const char *)',
    ),
    mapFd: bind<FromPointer<number>>(library, 'int bpf_map__fd(void *)'),
    setMaxEntries: bind<Call<[Pointer, number], number>>(library, 'int bpf_map__set_max_entries(void *, uint32_t)'),
    updateElement: bind<Call<[number, Uint8Array, Uint8Array, number], number>>(
      library,
      'int bpf_map_update_elem(int, void *, void *, uint64_t)',
    ),
    lookupElement: bind<Call<[number, Uint8Array, Uint8Array], number>>(
      library,
      'int bpf_map_lookup_elem(int, void *, void *)',
    ),
    possibleCpus: bind<Call<[], number>>(library, 'int libbpf_num_possible_cpus()'),
    createClassHook: bind<Call<[Uint8Array], number>>(library, 'int bpf_tc_hook_create(void *)'),
    attachClass: bind<Call<[Uint8Array, Uint8Array], number>>(library, 'int bpf_tc_attach(void *, void *)'),
    detachClass: bind<Call<[Uint8Array, Uint8Array], number>>(library, 'int bpf_tc_detach(void *, void *)'),
    loadKernelTypes: bind<Call<[], Pointer | null>>(library, 'void *btf__load_vmlinux_btf()'),
    findType: bind<Call<[Pointer, string, number], number>>(
      library,
      'int btf__find_by_name_kind(void *, const char *, uint32_t)',
    ),
    freeTypes: bind<FromPointer<void>>(library, 'void btf__free(void *)'),
    setPrint: bind<Call<[Pointer | null], Pointer | null>>(library, 'void *libbpf_set_print(void *)'),
  }
}

function bindLibc() {
  const library = koffi.load('libc.so.6')
  return {
    mmap: bind<Call<[null, number, number, number, number, number], Pointer>>(
      library,
      'void *mmap(void *, size_t, int, int, int, int64_t)',
    ),
    munmap: bind<Call<[Pointer, number], number>>(library, 'int munmap(void *, size_t)'),
    close: bind<Call<[number], number>>(library, 'int close(int)'),
    syscall: bind<Call<[number, number, Uint8Array, number], number>>(
      library,
      'long syscall(long, long, void *, unsigned int)',
    ),
    mount: bind<Call<[string, string, string, number, null], number>>(
      library,
      'int mount(const char *, const char *, const char *, unsigned long, void *)',
    ),
    format: bind<Call<[Uint8Array, number, string, Pointer], number>>(
      library,
      'int vsnprintf(void *, size_t, const char *, void *)',
    ),
  }
}

/** libbpf and the few functions of libc that are needed beside it. Nothing else in the sensor calls native code. */
export class Library {
  readonly bpf: ReturnType<typeof bindLibbpf>
  readonly libc: ReturnType<typeof bindLibc>
  readonly #log: string[] = []
  readonly #printer: Pointer

  constructor(path = 'libbpf.so.1') {
    try {
      this.bpf = bindLibbpf(path)
    } catch (error) {
      throw new Error(`${path} is missing: install it with \`apt-get install libbpf1\`.`, { cause: error })
    }
    this.libc = bindLibc()
    const type = koffi.pointer(koffi.proto('int(int, const char *, void *)'))
    this.#printer = koffi.register((level: number, format: string, values: Pointer) => {
      this.#remember(level, format, values)
      return 0
    }, type)
    this.bpf.setPrint(this.#printer)
  }

  /** The last warnings of libbpf, then forgotten; the verifier's verdict is at their end. */
  takeLog(): string {
    return this.#log.splice(0).join('\n').slice(-2000)
  }

  error(what: string): NativeError {
    const errno = koffi.errno()
    return new NativeError(what, errno, this.takeLog())
  }

  /** Valid as long as the memory is referenced. */
  addressOf(memory: Uint8Array | BigUint64Array): Pointer {
    return koffi.address(memory)
  }

  view(address: Pointer, length: number): ArrayBuffer {
    return koffi.view(address, length)
  }

  close(): void {
    this.bpf.setPrint(null)
    koffi.unregister(this.#printer)
  }

  #remember(level: number, format: string, values: Pointer): void {
    if (level !== 0) return
    const text = new Uint8Array(16_384)
    const length = this.libc.format(text, text.length, format, values)
    this.#log.push(new TextDecoder().decode(text.subarray(0, Math.min(length, text.length - 1))).trim())
    if (this.#log.length > 50) this.#log.shift()
  }
}

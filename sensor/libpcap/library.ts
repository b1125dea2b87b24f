import koffi from 'koffi'

/** An address in native memory. */
export type Pointer = bigint

type Native = (...values: never[]) => unknown

/** The prototype is stated twice, for koffi and for the compiler, one line apart: that both agree is what makes the cast true. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- see above
function bind<Signature extends Native>(
  library: { func: (prototype: string) => unknown },
  prototype: string,
): Signature {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see above
  return library.func(prototype) as Signature
}

type Call<Values extends unknown[], Result> = (...values: Values) => Result
type Setter = Call<[Pointer, number], number>

function bindLibpcap() {
  const library = koffi.load('libpcap.so.0.8')
  return {
    create: bind<Call<[string, Uint8Array], Pointer | null>>(library, 'void *pcap_create(const char *, void *)'),
    setSnapshotLength: bind<Setter>(library, 'int pcap_set_snaplen(void *, int)'),
    setTimeout: bind<Setter>(library, 'int pcap_set_timeout(void *, int)'),
    setBufferSize: bind<Setter>(library, 'int pcap_set_buffer_size(void *, int)'),
    activate: bind<Call<[Pointer], number>>(library, 'int pcap_activate(void *)'),
    setNonBlocking: bind<Call<[Pointer, number, Uint8Array], number>>(
      library,
      'int pcap_setnonblock(void *, int, void *)',
    ),
    selectableFd: bind<Call<[Pointer], number>>(library, 'int pcap_get_selectable_fd(void *)'),
    linkType: bind<Call<[Pointer], number>>(library, 'int pcap_datalink(void *)'),
    compile: bind<Call<[Pointer, Uint8Array, string, number, number], number>>(
      library,
      'int pcap_compile(void *, void *, const char *, int, uint32_t)',
    ),
    setFilter: bind<Call<[Pointer, Uint8Array], number>>(library, 'int pcap_setfilter(void *, void *)'),
    freeFilter: bind<Call<[Uint8Array], void>>(library, 'void pcap_freecode(void *)'),
    next: bind<Call<[Pointer, BigUint64Array, BigUint64Array], number>>(
      library,
      'int pcap_next_ex(void *, void *, void *)',
    ),
    stats: bind<Call<[Pointer, Uint8Array], number>>(library, 'int pcap_stats(void *, void *)'),
    error: bind<Call<[Pointer], string>>(library, 'const char *pcap_geterr(void *)'),
    close: bind<Call<[Pointer], void>>(library, 'void pcap_close(void *)'),
  }
}

function bindMemory() {
  const library = koffi.load('libc.so.6')
  return bind<Call<[Uint8Array, Pointer, number], Pointer>>(library, 'void *memcpy(void *, void *, size_t)')
}

/** libpcap, loaded when it is first asked for. */
export class Library {
  readonly pcap: ReturnType<typeof bindLibpcap>
  readonly copy: ReturnType<typeof bindMemory>

  constructor() {
    try {
      this.pcap = bindLibpcap()
    } catch (error) {
      throw new Error('libpcap.so.0.8 is missing: install it with `apt-get install libpcap0.8`.', { cause: error })
    }
    this.copy = bindMemory()
  }
}

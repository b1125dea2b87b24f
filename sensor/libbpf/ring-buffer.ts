import type { Library, Pointer } from './library.ts'

const PAGE = 4096
const PROT_READ = 1
const PROT_WRITE = 2
const MAP_SHARED = 1
const MAP_FAILED = 0xffff_ffff_ffff_ffffn
const HEADER_SIZE = 8
const BUSY = 0x8000_0000
const DISCARDED = 0x4000_0000
const LENGTH = 0x3fff_ffff
/**
 * The timers and sockets of the process get their turn after this much, a few milliseconds of work: a batch on its way to the
 * store needs many turns, and with long ones it would stand still for as long as the sensor lags.
 */
const DRAIN_BYTES_MAX = 256 * 1024

/**
 * The kernel's ring (Documentation/bpf/ringbuf.rst) mapped into JavaScript: two counters and the data, which the kernel
 * maps twice in a row so that no record is ever broken at the end.
 */
export class RingBuffer {
  readonly #library: Library
  readonly #size: number
  readonly #consumerPage: Pointer
  readonly #producerPages: Pointer
  readonly #consumer: BigInt64Array
  readonly #producer: BigInt64Array
  readonly #headers: Int32Array
  readonly #data: Buffer
  readonly #view: DataView
  #closed = false

  constructor(library: Library, fd: number, size: number) {
    this.#library = library
    this.#size = size
    this.#consumerPage = map(library, fd, PAGE, PROT_READ | PROT_WRITE, 0)
    this.#producerPages = map(library, fd, PAGE + 2 * size, PROT_READ, PAGE)
    const producer = library.view(this.#producerPages, PAGE + 2 * size)
    this.#consumer = new BigInt64Array(library.view(this.#consumerPage, PAGE), 0, 1)
    this.#producer = new BigInt64Array(producer, 0, 1)
    this.#headers = new Int32Array(producer, PAGE)
    this.#data = Buffer.from(producer, PAGE)
    this.#view = new DataView(producer, PAGE)
  }

  /**
   * Hands over what waits, oldest first, and answers how many bytes that took of the ring; more may wait.
   * The bytes handed over are valid only during the call.
   * Writing to them, or touching them after `close`, ends the process.
   */
  drain(onRecord: (view: DataView, at: number, bytes: Buffer) => void): number {
    if (this.#closed) return 0
    const start = Number(Atomics.load(this.#consumer, 0))
    const end = Number(Atomics.load(this.#producer, 0))
    let position = start
    try {
      while (position < end && position - start < DRAIN_BYTES_MAX) {
        const at = position % this.#size
        const header = Atomics.load(this.#headers, at / 4) >>> 0
        if ((header & BUSY) !== 0) break
        position += HEADER_SIZE + (((header & LENGTH) + 7) & ~7)
        if ((header & DISCARDED) === 0) onRecord(this.#view, at + HEADER_SIZE, this.#data)
      }
    } finally {
      Atomics.store(this.#consumer, 0, BigInt(position))
    }
    return position - start
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#library.libc.munmap(this.#consumerPage, PAGE)
    this.#library.libc.munmap(this.#producerPages, PAGE + 2 * this.#size)
  }
}

function map(library: Library, fd: number, length: number, protection: number, offset: number): Pointer {
  const address = library.libc.mmap(null, length, protection, MAP_SHARED, fd, offset)
  if (address === MAP_FAILED) throw library.error('mapping the ring buffer')
  return address
}

import { chmodSync, chownSync, lstatSync, mkdirSync, unlinkSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'
import koffi from 'koffi'
import { UnixDatagramSocket } from './sockets.ts'

const BUFFER_BYTES = 8 << 20
/** Longer datagrams are cut off and counted; the module's are at most some ten kilobytes. */
const DATAGRAM_BYTES = 256 << 10
/** Handed over in one turn of the event loop; the rest wakes it again. */
const BATCH = 256

interface Options {
  path: string
  /** File mode of the socket: who may write to it. */
  mode: number
  /** Group that the socket file is given; undefined: that of the process. */
  group_id: number | undefined
  /** The bytes are valid only during the call. */
  onDatagram: (bytes: Buffer) => void
}

/** Listens at a UNIX datagram socket; nothing runs while nothing comes. */
export class DatagramReceiver {
  readonly #options: Options
  readonly #socket: UnixDatagramSocket
  readonly #buffer = Buffer.alloc(DATAGRAM_BYTES)
  readonly #inode: number
  readonly #poll: { close: () => void }
  #isClosed = false
  received = 0
  oversized = 0

  /** Throws one sentence when something else listens or stands there. */
  constructor(options: Options) {
    this.#options = options
    const { path, mode, group_id } = options
    makeRoom(path)
    this.#socket = new UnixDatagramSocket()
    this.#socket.enlarge('receive', BUFFER_BYTES)
    // Nobody may write before the mode and the group are set.
    const mask = process.umask(0o777)
    const failure = this.#socket.bind(path)
    process.umask(mask)
    try {
      if (failure !== '') throw new Error(`${path}: cannot listen there: ${failure}`)
      if (group_id !== undefined) chownSync(path, -1, group_id)
      chmodSync(path, mode)
    } catch (error) {
      this.#socket.close()
      throw error
    }
    this.#inode = lstatSync(path).ino
    this.#poll = koffi.node.poll(this.#socket.fd, { readable: true }, () => this.#drain(BATCH))
  }

  /** Hands over what already waits; the socket file goes unless another process has replaced it. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#poll.close()
    if (statOf(this.#options.path)?.ino === this.#inode) unlinkSync(this.#options.path)
    this.#drain(Infinity)
    this.#socket.close()
  }

  #drain(most: number): void {
    for (let count = 0; count < most; count += 1) {
      const length = this.#socket.receive(this.#buffer)
      if (length < 0) return
      this.received += 1
      if (length > this.#buffer.length) this.oversized += 1
      else this.#options.onDatagram(this.#buffer.subarray(0, length))
    }
  }
}

/** Removes the file of a socket to which nobody listens any more. */
function makeRoom(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const there = statOf(path)
  if (there === undefined) return
  if (!there.isSocket()) throw new Error(`${path}: is no socket, and is left as it is`)
  const probe = new UnixDatagramSocket()
  const answer = probe.connect(path)
  probe.close()
  if (answer !== 'ECONNREFUSED') throw new Error(`${path}: another process listens there`)
  unlinkSync(path)
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false })
}

import { addressOf, UnixDatagramSocket } from './sockets.ts'

const BUFFER_BYTES = 4 << 20

/** Sends to whoever listens at a path at that moment; a receiver that starts again is found again. */
export class DatagramSender {
  readonly #socket = new UnixDatagramSocket()
  readonly #address: Uint8Array

  constructor(path: string) {
    this.#address = addressOf(path)
    this.#socket.enlarge('send', BUFFER_BYTES)
  }

  /** `absent`: nobody listens; `full`: the receiver does not keep up. Never waits. */
  send(bytes: Uint8Array): 'sent' | 'absent' | 'full' | 'refused' {
    const failure = this.#socket.sendTo(this.#address, bytes)
    if (failure === '') return 'sent'
    if (failure === 'EAGAIN' || failure === 'ENOBUFS') return 'full'
    return failure === 'ENOENT' || failure === 'ECONNREFUSED' ? 'absent' : 'refused'
  }

  close(): void {
    this.#socket.close()
  }
}

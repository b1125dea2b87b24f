import koffi from 'koffi'
import { errnoName } from './errno.ts'

/** unix(7), socket(7): the same numbers on x86-64 and arm64. */
const AF_UNIX = 1
const SOCK_DGRAM = 2
const SOCK_NONBLOCK = 0o4000
const SOCK_CLOEXEC = 0o2000000
const SOL_SOCKET = 1
const SO_SNDBUF = 7
const SO_RCVBUF = 8
const SO_SNDBUFFORCE = 32
const SO_RCVBUFFORCE = 33
const MSG_TRUNC = 0x20
const PATH_BYTES = 108

function bindSockets() {
  const library = koffi.load('libc.so.6')
  const number = (call: (...values: unknown[]) => unknown) => {
    return (...values: unknown[]): number => Number(call(...values))
  }
  return {
    socket: number(library.func('int socket(int, int, int)')),
    bind: number(library.func('int bind(int, const void *, unsigned int)')),
    connect: number(library.func('int connect(int, const void *, unsigned int)')),
    recv: number(library.func('long recv(int, void *, size_t, int)')),
    sendto: number(library.func('long sendto(int, const void *, size_t, int, const void *, unsigned int)')),
    setsockopt: number(library.func('int setsockopt(int, int, int, const void *, unsigned int)')),
    close: number(library.func('int close(int)')),
  }
}

let bound: ReturnType<typeof bindSockets> | undefined
const native = () => (bound ??= bindSockets())

/** A UNIX datagram socket that never blocks; failures are told by the name of their errno. */
export class UnixDatagramSocket {
  readonly fd: number

  constructor() {
    this.fd = native().socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
    if (this.fd < 0) throw new Error(`no UNIX socket: ${errnoName()}`)
  }

  /** Empty when it worked. */
  bind(path: string): string {
    const address = addressOf(path)
    return native().bind(this.fd, address, address.length) === 0 ? '' : errnoName()
  }

  connect(path: string): string {
    const address = addressOf(path)
    return native().connect(this.fd, address, address.length) === 0 ? '' : errnoName()
  }

  /** Length of the datagram, more than `into` holds when its end was cut off; -1 when none waits. */
  receive(into: Uint8Array): number {
    return native().recv(this.fd, into, into.length, MSG_TRUNC)
  }

  sendTo(address: Uint8Array, bytes: Uint8Array): string {
    return native().sendto(this.fd, bytes, bytes.length, 0, address, address.length) >= 0 ? '' : errnoName()
  }

  /** Room in the kernel, beyond the system's limit where this process may. */
  enlarge(direction: 'receive' | 'send', bytes: number): void {
    const value = new Uint8Array(Int32Array.of(bytes).buffer)
    const [forced, plain] = direction === 'receive' ? [SO_RCVBUFFORCE, SO_RCVBUF] : [SO_SNDBUFFORCE, SO_SNDBUF]
    if (native().setsockopt(this.fd, SOL_SOCKET, forced, value, 4) !== 0)
      native().setsockopt(this.fd, SOL_SOCKET, plain, value, 4)
  }

  close(): void {
    native().close(this.fd)
  }
}

/** struct sockaddr_un. Throws when the path is too long for it. */
export function addressOf(path: string): Uint8Array {
  const name = Buffer.from(path)
  if (name.length >= PATH_BYTES) throw new Error(`${path}: a socket's path is at most ${PATH_BYTES - 1} bytes long`)
  const address = Buffer.alloc(2 + name.length + 1)
  new DataView(address.buffer, address.byteOffset).setUint16(0, AF_UNIX, true)
  address.set(name, 2)
  return address
}

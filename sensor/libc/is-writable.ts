import koffi from 'koffi'

/** poll(2). */
const POLLOUT = 4

let poll: ((...values: unknown[]) => unknown) | undefined

/** Whether a write of at most PIPE_BUF bytes (4096) to the descriptor would not wait. */
export function isWritable(fd: number): boolean {
  poll ??= koffi.load('libc.so.6').func('int poll(void *fds, unsigned long count, int timeout)')
  // struct pollfd: descriptor, events asked for, events that are.
  const asked = new Int32Array([fd, 0])
  new Uint16Array(asked.buffer, 4, 1)[0] = POLLOUT
  return Number(poll(new Uint8Array(asked.buffer), 1, 0)) > 0
}

import koffi from 'koffi'

/** Calls back from the event loop, without a thread, when the descriptor becomes readable. Answers what stops it. */
export function pollReadable(fd: number, onReadable: () => void): () => void {
  const handle = koffi.node.poll(fd, { readable: true }, onReadable)
  return () => {
    handle.close()
  }
}

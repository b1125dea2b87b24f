import koffi from 'koffi'

/** The name of the last failure of libc in this thread: `EAGAIN`, `ENOENT`, … */
export function errnoName(): string {
  const errno = koffi.errno()
  return Object.entries(koffi.os.errno).find(([, value]) => value === errno)?.[0] ?? `error ${errno}`
}

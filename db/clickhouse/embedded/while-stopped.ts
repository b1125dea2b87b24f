import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import koffi from 'koffi'

/** flock(2): exclusive, and refused at once instead of waited for. */
const LOCK_EX = 2
const LOCK_NB = 4
const LIBC = process.platform === 'darwin' ? 'libSystem.B.dylib' : 'libc.so.6'

/** Runs `work` while no engine has the directory: by the same lock that the engine takes. Undefined: one has it. */
export function whileStopped<T>(directory: string, work: () => T): { value: T } | undefined {
  const flock = koffi.load(LIBC).func('int flock(int fd, int operation)')
  const descriptor = openSync(join(directory, 'status'), 'a', 0o600)
  try {
    if (flock(descriptor, LOCK_EX | LOCK_NB) !== 0) return undefined
    return { value: work() }
  } finally {
    closeSync(descriptor)
  }
}

import { closeSync, openSync } from 'node:fs'
import koffi from 'koffi'

/** flock(2): exclusive, and refused at once instead of waited for. */
const LOCK_EX = 2
const LOCK_NB = 4

let flock: ReturnType<ReturnType<typeof koffi.load>['func']> | undefined

/** Locks a file, made when absent, until the process ends, however it ends; undefined when another one has it. */
export function lockFile(path: string): { release: () => void } | undefined {
  flock ??= koffi.load('libc.so.6').func('int flock(int fd, int operation)')
  const descriptor = openSync(path, 'a', 0o600)
  if (flock(descriptor, LOCK_EX | LOCK_NB) !== 0) {
    closeSync(descriptor)
    return undefined
  }
  return { release: () => closeSync(descriptor) }
}

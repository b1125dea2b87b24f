import koffi from 'koffi'

/** prctl(2) and getrlimit(2), the same on every architecture. */
const PR_SET_DUMPABLE = 4
const RLIMIT_CORE = 4

/** This process holds decrypted secrets: no crash may leave them on the disk, and no other process of its user read them. */
export function forbidCoreDumps(): void {
  const libc = koffi.load('libc.so.6')
  const prctl = libc.func('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)')
  const setrlimit = libc.func('int setrlimit(int, const uint64_t *)')
  // A limit of 0 alone does not keep the kernel from handing the core to a program (core(5)).
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) !== 0 || setrlimit(RLIMIT_CORE, [0, 0]) !== 0)
    throw new Error('Core dumps of this process could not be forbidden.')
}

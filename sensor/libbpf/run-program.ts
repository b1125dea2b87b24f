import type { Library } from './library.ts'

const SYS_BPF = process.arch === 'arm64' ? 280 : 321
const BPF_PROG_TEST_RUN = 10
const RUN_ATTRIBUTES_SIZE = 80

/** Test support: runs a network program on a frame without a network, and answers what it returned. */
export function runProgram(library: Library, programFd: number, frame: Buffer, times = 1): number {
  const attributes = new DataView(new ArrayBuffer(RUN_ATTRIBUTES_SIZE))
  attributes.setUint32(0, programFd, true)
  attributes.setUint32(8, frame.length, true)
  attributes.setBigUint64(16, library.addressOf(frame), true)
  attributes.setUint32(32, times, true)
  const bytes = new Uint8Array(attributes.buffer)
  if (library.libc.syscall(SYS_BPF, BPF_PROG_TEST_RUN, bytes, bytes.length) < 0)
    throw library.error('running a program')
  return attributes.getInt32(4, true)
}

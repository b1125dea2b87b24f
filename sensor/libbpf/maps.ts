import type { Library } from './library.ts'

/** The single value of an array map. */
export function writeArrayValue(library: Library, fd: number, value: Uint8Array): void {
  if (library.bpf.updateElement(fd, new Uint8Array(4), value, 0) !== 0) throw library.error('writing a map')
}

/** Each slot of an array that every processor has its own copy of, summed. */
export function sumPerProcessor(library: Library, fd: number, length: number): number[] {
  const values = new BigUint64Array(library.bpf.possibleCpus())
  return Array.from({ length }, (_, index) => {
    const key = new Uint8Array(Uint32Array.of(index).buffer)
    if (library.bpf.lookupElement(fd, key, new Uint8Array(values.buffer)) !== 0) throw library.error('reading a map')
    return Number(values.reduce((sum, value) => sum + value, 0n))
  })
}

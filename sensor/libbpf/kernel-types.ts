import type { Library } from './library.ts'

const BTF_KIND_STRUCT = 4
const BTF_KIND_TYPEDEF = 8

/** Whether the kernel has a raw tracepoint of that name with type information. */
export function kernelHasHook(library: Library, hook: string): boolean {
  return kernelHasType(library, `btf_trace_${hook}`, BTF_KIND_TYPEDEF)
}

/** Whether probes in a program's file can be links of their own (6.6 and later), which ask for no CAP_SYS_ADMIN. */
export function kernelHasUprobeLinks(library: Library): boolean {
  return kernelHasType(library, 'bpf_uprobe_multi_link', BTF_KIND_STRUCT)
}

function kernelHasType(library: Library, name: string, kind: number): boolean {
  const types = library.bpf.loadKernelTypes()
  if (types === null) return false
  const id = library.bpf.findType(types, name, kind)
  library.bpf.freeTypes(types)
  return id > 0
}

import type { Library } from './library.ts'
import type { Link } from './link.ts'

const SYS_BPF = process.arch === 'arm64' ? 280 : 321
const BPF_LINK_CREATE = 28
const BPF_TCX_INGRESS = 46
const BPF_TC_INGRESS = 1
/** Marks our filters among others on the interface: 'VI' and 'VIGI'. */
const PRIORITY = 0x5649
const HANDLE = 0x56494749
const LINK_ATTRIBUTES_SIZE = 64
const HOOK_SIZE = 24
const OPTIONS_SIZE = 40

/** Attaches to what an interface receives: by TCX, which ends with the process, else (before 6.6) by a clsact filter. */
export function attachIngress(library: Library, programFd: number, ifindex: number): Link {
  return attachTcx(library, programFd, ifindex) ?? attachClass(library, programFd, ifindex)
}

function attachTcx(library: Library, programFd: number, ifindex: number): Link | null {
  const attributes = new DataView(new ArrayBuffer(LINK_ATTRIBUTES_SIZE))
  attributes.setUint32(0, programFd, true)
  attributes.setUint32(4, ifindex, true)
  attributes.setUint32(8, BPF_TCX_INGRESS, true)
  const bytes = new Uint8Array(attributes.buffer)
  const fd = library.libc.syscall(SYS_BPF, BPF_LINK_CREATE, bytes, bytes.length)
  return fd < 0 ? null : { close: () => void library.libc.close(fd) }
}

/** What kernels before 6.6 have. */
export function attachClass(library: Library, programFd: number, ifindex: number): Link {
  const hook = hookOf(ifindex)
  library.bpf.createClassHook(hook)
  // A filter survives the process that made it: remove what a killed sensor left.
  library.bpf.detachClass(hook, optionsOf(0))
  library.takeLog()
  if (library.bpf.attachClass(hook, optionsOf(programFd)) !== 0)
    throw library.error(`attaching to interface ${ifindex}`)
  return {
    close: () => {
      library.bpf.detachClass(hook, optionsOf(0))
    },
  }
}

/** struct bpf_tc_hook: size, ifindex, attach point, parent. */
function hookOf(ifindex: number): Uint8Array {
  const hook = new DataView(new ArrayBuffer(HOOK_SIZE))
  hook.setUint32(0, HOOK_SIZE, true)
  hook.setUint32(8, ifindex, true)
  hook.setUint32(12, BPF_TC_INGRESS, true)
  return new Uint8Array(hook.buffer)
}

/** struct bpf_tc_opts: size, program, flags, program id, handle, priority. */
function optionsOf(programFd: number): Uint8Array {
  const options = new DataView(new ArrayBuffer(OPTIONS_SIZE))
  options.setUint32(0, OPTIONS_SIZE, true)
  options.setInt32(8, programFd, true)
  options.setUint32(20, HANDLE, true)
  options.setUint32(24, PRIORITY, true)
  return new Uint8Array(options.buffer)
}

import type { Library } from './library.ts'
import type { Link } from './link.ts'

const SYS_BPF = process.arch === 'arm64' ? 280 : 321
const BPF_LINK_CREATE = 28
export const BPF_TRACE_UPROBE_MULTI = 48
const BPF_F_UPROBE_MULTI_RETURN = 1
const LINK_ATTRIBUTES_SIZE = 64

/** The kernel's own link for probes in a file (6.6 and later): unlike a perf event it asks for no CAP_SYS_ADMIN. */
export function attachUprobeLink(
  library: Library,
  programFd: number,
  place: { path: string; offset: number; isReturn: boolean; cookie: bigint },
): Link {
  const path = Buffer.from(`${place.path}\0`)
  const offset = new BigUint64Array([BigInt(place.offset)])
  const cookie = new BigUint64Array([place.cookie])
  const attributes = new DataView(new ArrayBuffer(LINK_ATTRIBUTES_SIZE))
  attributes.setUint32(0, programFd, true)
  attributes.setUint32(8, BPF_TRACE_UPROBE_MULTI, true)
  attributes.setBigUint64(16, library.addressOf(path), true)
  attributes.setBigUint64(24, library.addressOf(offset), true)
  attributes.setBigUint64(40, library.addressOf(cookie), true)
  attributes.setUint32(48, 1, true)
  attributes.setUint32(52, place.isReturn ? BPF_F_UPROBE_MULTI_RETURN : 0, true)
  const bytes = new Uint8Array(attributes.buffer)
  const fd = library.libc.syscall(SYS_BPF, BPF_LINK_CREATE, bytes, bytes.length)
  if (fd < 0) throw library.error(`attaching to ${place.path}`)
  return { close: () => void library.libc.close(fd) }
}

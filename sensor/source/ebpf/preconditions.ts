import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const OBJECT_PATH = fileURLToPath(new URL('../../../bpf/build/sensor.bpf.o', import.meta.url))

const CAP_NET_ADMIN = 12n
const CAP_SYS_ADMIN = 21n

function hasCapability(capability: bigint): boolean {
  const line = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))
  return ((BigInt(`0x${line?.[1] ?? '0'}`) >> capability) & 1n) === 1n
}

/** Throws one sentence that says what to do when capture cannot work here. */
export function assertCapturePossible(): void {
  if (!hasCapability(CAP_SYS_ADMIN) || !hasCapability(CAP_NET_ADMIN))
    throw new Error(
      'Capture needs root (or CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN and CAP_SYS_ADMIN): start Vigie as root.',
    )
  if (!existsSync('/sys/kernel/btf/vmlinux'))
    throw new Error(
      'This kernel has no type information (/sys/kernel/btf/vmlinux): use one built with CONFIG_DEBUG_INFO_BTF.',
    )
  if (!existsSync(OBJECT_PATH))
    throw new Error('The kernel programs are not built: run `npx tsx bpf/build.ts` (needs clang and libbpf-dev).')
}

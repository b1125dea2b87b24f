import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { missingCapabilities } from './capabilities.ts'

export const OBJECT_PATH = fileURLToPath(new URL('../../../bpf/build/sensor.bpf.o', import.meta.url))

/** Throws one sentence that says what to do when capture cannot work here. */
export function assertCapturePossible(): void {
  if (!existsSync('/sys/kernel/btf/vmlinux'))
    throw new Error(
      'This kernel has no type information (/sys/kernel/btf/vmlinux): use one built with CONFIG_DEBUG_INFO_BTF.',
    )
  if (!existsSync(OBJECT_PATH))
    throw new Error('The kernel programs are not built: run `npx tsx bpf/build.ts` (needs clang and libbpf-dev).')
}

/** Throws one sentence that names the missing rights. */
export function assertCaptureAllowed(hasUprobeLinks: boolean): void {
  const missing = missingCapabilities(hasUprobeLinks)
  if (missing.length > 0)
    throw new Error(`Capture lacks ${missing.join(', ')}: give the sensor these capabilities, or start Vigie as root.`)
}

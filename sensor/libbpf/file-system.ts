import { existsSync } from 'node:fs'
import type { Library } from './library.ts'

/** libbpf finds its event types in tracefs, which some machines do not mount. */
export function mountTracefs(library: Library): void {
  const folder = '/sys/kernel/tracing'
  if (existsSync(`${folder}/events`) || existsSync('/sys/kernel/debug/tracing/events')) return
  if (library.libc.mount('tracefs', folder, 'tracefs', 0, null) !== 0) throw library.error(`mounting ${folder}`)
}

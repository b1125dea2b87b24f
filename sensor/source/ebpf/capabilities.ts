import { readFileSync } from 'node:fs'

/** Numbers from include/uapi/linux/capability.h. */
const NUMBERS = {
  CAP_NET_ADMIN: 12n,
  CAP_SYS_PTRACE: 19n,
  CAP_SYS_ADMIN: 21n,
  CAP_PERFMON: 38n,
  CAP_BPF: 39n,
} as const
type Capability = keyof typeof NUMBERS

/** Loading programs, letting them read memory, attaching to interfaces, finding the libraries of others' processes. */
const NEEDED: readonly Capability[] = ['CAP_BPF', 'CAP_PERFMON', 'CAP_NET_ADMIN', 'CAP_SYS_PTRACE']
/** Before 5.8 the first two were part of it. */
const PARTS_OF_ADMIN: readonly Capability[] = ['CAP_BPF', 'CAP_PERFMON']

function heldCapabilities(): Set<Capability> {
  const line = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))
  const bits = BigInt(`0x${line?.[1] ?? '0'}`)
  const held = new Set<Capability>()
  for (const name of [...NEEDED, 'CAP_SYS_ADMIN'] as const) if (((bits >> NUMBERS[name]) & 1n) === 1n) held.add(name)
  if (held.has('CAP_SYS_ADMIN')) for (const name of PARTS_OF_ADMIN) held.add(name)
  return held
}

/** Those that this process lacks to capture; before 6.6 probes in libraries are perf events, which ask for more. */
export function missingCapabilities(hasUprobeLinks: boolean): string[] {
  const held = heldCapabilities()
  return [...NEEDED, ...(hasUprobeLinks ? [] : (['CAP_SYS_ADMIN'] as const))].filter((name) => !held.has(name))
}

import { existsSync, readFileSync, statSync } from 'node:fs'
import { release } from 'node:os'
import { stateDirectory } from '#db/state-directory.ts'
import type { ChildSpec } from './supervised-child.ts'

const SETPRIV = '/usr/bin/setpriv'
/**
 * Numbers from include/uapi/linux/capability.h: NET_ADMIN, NET_RAW (libpcap where eBPF is not possible), SYS_PTRACE,
 * PERFMON and BPF; DAC_READ_SEARCH and CHECKPOINT_RESTORE to read a library in a private folder or one that was deleted.
 */
const CAPTURE = [12, 13, 19, 38, 39, 2, 40]
/** Before 6.6 probes in libraries ask for SYS_ADMIN. */
const OLD_KERNEL = [21]
/** CHOWN and the like are not needed where the state is root's own: DAC_OVERRIDE and FOWNER are, where it is not. */
const FOREIGN_STATE = [1, 3]

/** The command, run with no rights but those that capture needs; unchanged where there are none to drop. */
export function withCaptureRights({
  command,
  args,
}: Pick<ChildSpec, 'command' | 'args'>): Pick<ChildSpec, 'command' | 'args'> {
  if (process.getuid?.() !== 0 || !existsSync(SETPRIV)) return { command, args }
  const held = heldCapabilities()
  const [major = 0, minor = 0] = release().split('.').map(Number)
  const wanted = [
    ...CAPTURE,
    ...(major * 1000 + minor < 6006 ? OLD_KERNEL : []),
    ...(statSync(stateDirectory()).uid === 0 ? [] : FOREIGN_STATE),
  ].filter((capability) => ((held >> BigInt(capability)) & 1n) === 1n)
  const set = ['-all', ...wanted.map((capability) => `+cap_${capability}`)].join(',')
  const rights = ['--no-new-privs', `--bounding-set=${set}`, `--inh-caps=${set}`, `--ambient-caps=${set}`]
  return { command: SETPRIV, args: [...rights, command, ...args] }
}

function heldCapabilities(): bigint {
  const line = /^CapPrm:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))
  return BigInt(`0x${line?.[1] ?? '0'}`)
}

import type { TcpOptions } from '#sensor/protocol/tcp/options.ts'
import type { SynHeader } from './tcp-signature.ts'

interface Stack {
  os: string
  /** Initial TTL. */
  ttl: 64 | 128 | 255
  /** Option names in wire order. */
  options: RegExp
  /** Initial window; undefined: any. */
  window?: (window: number, mss: number) => boolean
  scale?: readonly number[]
}

/**
 * Defaults of current stacks, from their sources and documentation: Linux net/ipv4/tcp_output.c (tcp_syn_options, initial
 * window of 10 segments or 64240), Windows 10 and later (MSS, NOP, WS, NOP, NOP, SACK and a window of 64240 or 65535), XNU
 * bsd/netinet/tcp_output.c (MSS, NOP, WS, NOP, NOP, TS, SACK, EOL), FreeBSD sys/netinet/tcp_output.c. macOS and iOS share a stack.
 */
const STACKS: readonly Stack[] = [
  { os: 'Linux', ttl: 64, options: /^MSS,SACK,TS,NOP,WS(?:,TFO|,MPTCP)*$/, window: isLinuxWindow },
  { os: 'Apple', ttl: 64, options: /^MSS,NOP,WS,NOP,NOP,TS,SACK,EOL$/, window: (window) => window === 65_535 },
  { os: 'Windows', ttl: 128, options: /^MSS,NOP,WS,NOP,NOP,SACK$/, scale: [0, 2, 7, 8] },
  { os: 'Windows', ttl: 128, options: /^MSS,NOP,WS,SACK,TS$/, scale: [8] },
  {
    os: 'FreeBSD',
    ttl: 64,
    options: /^MSS,NOP,WS,SACK,TS$/,
    window: (window) => window === 65_535,
    scale: [6, 7, 8, 9],
  },
]

/** Packet scanners send options that no stack sends: one of fixed size and no more, or none at all. */
function isLinuxWindow(window: number, mss: number): boolean {
  if (mss === 0) return false
  // Ten segments rounded to the scale, 64240 for 1460, the 65535 of later kernels with a large MSS, and window clamps.
  return window === 64_240 || window === 65_535 || window === 43_690 || window % mss === 0 || window % (mss - 12) === 0
}

/** The system whose defaults the SYN fits; empty when it fits none, or several that differ. */
export function osGuessOf(syn: SynHeader, options: TcpOptions): string {
  if (options.malformed) return ''
  const ttl = [64, 128, 255].find((initial) => syn.ip_meta_ttl <= initial)
  const fitting = STACKS.filter(
    (stack) =>
      stack.ttl === ttl &&
      stack.options.test(options.names) &&
      (stack.window?.(syn.tcp_meta_window_size, options.mss) ?? true) &&
      (stack.scale?.includes(options.window_scale) ?? true),
  )
  const [first] = fitting
  return first !== undefined && fitting.every(({ os }) => os === first.os) ? first.os : ''
}

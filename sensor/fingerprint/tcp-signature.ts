import type { TcpOptions } from '#sensor/protocol/tcp/options.ts'

export interface SynHeader {
  ip_version: 4 | 6
  ip_meta_ttl: number
  ip_meta_id: number
  ip_meta_df: boolean
  tcp_meta_window_size: number
}

/** p0f's names of option kinds. */
const LAYOUT_NAMES = new Map([
  [1, 'nop'],
  [2, 'mss'],
  [3, 'ws'],
  [4, 'sok'],
  [5, 'sack'],
  [8, 'ts'],
])
const MAX_WINDOW_SCALE = 14

/** `ver:ittl:olen:mss:wsize,scale:olayout:quirks:pclass` of a SYN, in the notation of p0f 3. */
export function tcpSignatureOf(syn: SynHeader, options: TcpOptions): string {
  return [
    syn.ip_version,
    timeToLive(syn.ip_meta_ttl),
    0,
    options.mss === 0 ? '*' : options.mss,
    `${windowForm(syn.tcp_meta_window_size, options.mss)},${Math.max(0, options.window_scale)}`,
    options.kinds
      .map((kind) => (kind === 0 ? `eol+${options.padding}` : (LAYOUT_NAMES.get(kind) ?? `?${kind}`)))
      .join(','),
    quirks(syn, options).join(','),
    0,
  ].join(':')
}

/** The likely first value and the distance travelled since. */
function timeToLive(ttl: number): string {
  const initial = [32, 64, 128, 255].find((value) => ttl <= value) ?? 255
  return `${ttl}+${initial - ttl}`
}

function windowForm(window: number, mss: number): string {
  return mss > 100 && window > 0 && window % mss === 0 ? `mss*${window / mss}` : String(window)
}

function quirks(syn: SynHeader, options: TcpOptions): string[] {
  const found: string[] = []
  if (syn.ip_version === 4) {
    if (syn.ip_meta_df) found.push('df')
    if (syn.ip_meta_df && syn.ip_meta_id !== 0) found.push('id+')
    if (!syn.ip_meta_df && syn.ip_meta_id === 0) found.push('id-')
  }
  if (options.timestamp === 0) found.push('ts1-')
  if (options.timestamp_echo > 0) found.push('ts2+')
  if (options.window_scale > MAX_WINDOW_SCALE) found.push('exws')
  if (options.malformed) found.push('bad')
  return found
}

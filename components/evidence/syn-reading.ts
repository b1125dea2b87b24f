import type { SynFacts } from '#db/model/request.ts'
import { bytesWords } from '#components/text/number-words.ts'

export interface Reading {
  fact: string
  value: string
  says: string
}

/** Systems start at one of these; each router on the way takes one off. */
const INITIAL_TTLS = [32, 64, 128, 255]

function ttlSays(ttl: number): string {
  const initial = INITIAL_TTLS.find((each) => ttl <= each) ?? 255
  const family =
    initial === 64
      ? 'Linux, Android, Apple'
      : initial === 128
        ? 'Windows'
        : initial === 255
          ? 'network devices, some Unix'
          : 'unusual'
  const hops = initial - ttl
  return `set out at ${initial} (${family}), ${hops === 0 ? 'no router on the way' : `${hops} ${hops === 1 ? 'router' : 'routers'} on the way`}`
}

function mssSays(mss: number): string {
  if (mss === 0) return 'option absent: rare for a real system'
  if (mss === 1460) return 'plain Ethernet, IPv4'
  if (mss === 1440) return 'plain Ethernet, IPv6'
  if (mss > 9000) return 'loopback or jumbo frames'
  return `${mss + 40} bytes a packet${mss < 1400 ? ': a tunnel, VPN or mobile network is likely' : ''}`
}

/** Option orders that a system's own TCP sends; a raw-socket scanner rarely copies them. */
const ORDERS: Record<string, string> = {
  'MSS,SACK,TS,NOP,WS': 'the order of Linux and Android',
  'MSS,NOP,WS,NOP,NOP,SACK': 'the order of Windows',
  'MSS,NOP,WS,NOP,NOP,TS,SACK,EOL': 'the order of macOS and iOS',
  'MSS,NOP,WS,SACK,TS': 'the order of FreeBSD',
  MSS: 'nothing but MSS: raw-socket scanners do this',
  '': 'no options: raw-socket scanners do this',
}

export function isSynSeen({ ip_meta_ttl, tcp_meta_window_size }: SynFacts): boolean {
  return ip_meta_ttl !== 0 || tcp_meta_window_size !== 0
}

export function synReadings(syn: SynFacts): Reading[] {
  const scale = syn.tcp_meta_window_scale
  return [
    { fact: 'TTL', value: String(syn.ip_meta_ttl), says: ttlSays(syn.ip_meta_ttl) },
    {
      fact: 'Options',
      value: syn.tcp_meta_options || '(none)',
      says: ORDERS[syn.tcp_meta_options.replaceAll('SACKOK', 'SACK')] ?? 'no order that we know',
    },
    { fact: 'MSS', value: String(syn.tcp_meta_mss), says: mssSays(syn.tcp_meta_mss) },
    {
      fact: 'Window',
      value: scale < 0 ? String(syn.tcp_meta_window_size) : `${syn.tcp_meta_window_size} × 2^${scale}`,
      says: scale < 0 ? 'no scaling offered' : `up to ${bytesWords(65_535 * 2 ** scale)} in flight`,
    },
    {
      fact: "Don't fragment",
      value: syn.ip_meta_df ? 'set' : 'not set',
      says: syn.ip_meta_df ? 'as today’s systems do' : 'unusual on IPv4; IPv6 has no such flag',
    },
    {
      fact: 'IP id',
      value: String(syn.ip_meta_id),
      says: syn.ip_meta_id === 0 ? 'zero: Linux with DF, or IPv6' : 'a counter or random',
    },
    { fact: 'Packet', value: `${syn.ip_meta_total_length} B`, says: 'whole length of the SYN' },
  ]
}

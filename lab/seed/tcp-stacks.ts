import type { SynFacts } from '#db/model/request.ts'
import type { Random } from '#lab/random.ts'
import { tcpSignatureOf } from '#sensor/fingerprint/tcp-signature.ts'

interface TcpStack {
  os_guess: string
  ttl: number
  window: number
  mss: number
  window_scale: number
  names: string
  kinds: readonly number[]
  /** Linux and Windows number their datagrams; XNU leaves zero. */
  numbers: boolean
}

/** SYNs of current systems, as sensor/fingerprint/os-guess.ts knows them. */
const TCP_STACKS = {
  linux: {
    ...{ os_guess: 'Linux', ttl: 64, window: 64_240, mss: 1460, window_scale: 7, numbers: true },
    ...{ names: 'MSS,SACK,TS,NOP,WS', kinds: [2, 4, 8, 1, 3] },
  },
  android: {
    ...{ os_guess: 'Linux', ttl: 64, window: 65_535, mss: 1400, window_scale: 9, numbers: true },
    ...{ names: 'MSS,SACK,TS,NOP,WS', kinds: [2, 4, 8, 1, 3] },
  },
  windows: {
    ...{ os_guess: 'Windows', ttl: 128, window: 64_240, mss: 1460, window_scale: 8, numbers: true },
    ...{ names: 'MSS,NOP,WS,NOP,NOP,SACK', kinds: [2, 1, 3, 1, 1, 4] },
  },
  apple: {
    ...{ os_guess: 'Apple', ttl: 64, window: 65_535, mss: 1460, window_scale: 6, numbers: false },
    ...{ names: 'MSS,NOP,WS,NOP,NOP,TS,SACK,EOL', kinds: [2, 1, 3, 1, 1, 8, 4, 0] },
  },
  scan: {
    ...{ os_guess: '', ttl: 64, window: 1024, mss: 1460, window_scale: -1, numbers: true },
    ...{ names: 'MSS', kinds: [2] },
  },
} as const satisfies Record<string, TcpStack>
export type TcpStackName = keyof typeof TCP_STACKS

/** How far a client is: the same for all its connections. */
export interface Distance {
  hops: number
  /** Smaller than Ethernet's behind a tunnel or DSL. */
  mss_less: number
}

export function synOf(name: TcpStackName, ip_version: 4 | 6, distance: Distance, random: Random): SynFacts {
  const stack: TcpStack = TCP_STACKS[name]
  const mss = stack.mss - distance.mss_less - (ip_version === 6 ? 20 : 0)
  const header = {
    ip_version,
    ip_meta_ttl: stack.ttl - distance.hops,
    ip_meta_id: stack.numbers && ip_version === 4 ? 1 + random.below(65_535) : 0,
    ip_meta_df: ip_version === 4 && name !== 'scan',
    tcp_meta_window_size: stack.window,
  }
  const options = {
    ...{ mss, window_scale: stack.window_scale, names: stack.names, kinds: [...stack.kinds], padding: 0 },
    ...{ timestamp: 1, timestamp_echo: 0, malformed: false },
  }
  return {
    ip_meta_ttl: header.ip_meta_ttl,
    ip_meta_id: header.ip_meta_id,
    ip_meta_df: header.ip_meta_df,
    ip_meta_total_length: ip_version === 4 ? 60 : 80,
    tcp_meta_window_size: stack.window,
    tcp_meta_mss: mss,
    tcp_meta_window_scale: stack.window_scale,
    tcp_meta_options: stack.names,
    tcp_signature: tcpSignatureOf(header, options),
    os_guess: stack.os_guess,
  }
}

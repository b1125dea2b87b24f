import type { Laboratory } from '#lab/laboratory.ts'
import { machinesOf } from '#lab/network/topology.ts'
import { PROXY_WAYS } from '#lab/server/haproxy.ts'
import { HOSTS } from '#lab/server/hosts.ts'
import type { StoredRequest } from '#lab/stored/list-stored-requests.ts'
import { headOf, http1BytesOf } from './heads.ts'
import type { Cell } from './picture.ts'

/** What a proxy was told to hand on, and what nginx's row shall say of it. */
export interface HandedOn {
  way: keyof typeof PROXY_WAYS
  target: string
  src_ip: string
}

/** One request through HAProxy to nginx by every way in which a proxy names its client. */
export async function driveThroughProxies(laboratory: Laboratory): Promise<HandedOn[]> {
  const names = laboratory.servers.map(({ name }) => name)
  const [machine] = machinesOf(laboratory.topology)
  if (machine === undefined || !names.includes('nginx') || !names.includes('haproxy')) return []
  const [host] = HOSTS.nginx
  const handed = (['forwarded', 'proxy_v1', 'proxy_v2'] as const).map((way) => {
    return { way, target: `/through/${way}`, src_ip: machine.ipv4 }
  })
  await laboratory.talk(
    machine.namespace,
    handed.map(({ way, target, src_ip }) => ({
      ...{ name: way, src_ip, dst_ip: laboratory.topology.servers.haproxy.ipv4, port: PROXY_WAYS[way].port, host },
      ...{ is_tls: false, alpn: '', authority: laboratory.authority },
      pieces: [http1BytesOf(headOf('GET', target, [['Connection', 'close']]), host).toString('base64')],
      ...{ in_turn: true, hold_ms: 0, enough_bytes: 0, settle_ms: 0 },
    })),
  )
  return handed
}

function differencesOf({ way, target, src_ip }: HandedOn, rows: readonly StoredRequest[]): string[] {
  const { says, to } = PROXY_WAYS[way]
  const row = rows.find((each) => each.target === target && each.dst_port === to)
  if (row === undefined) return [`${target} is not stored with the client's address`]
  return [
    ...(row.src_ip === src_ip ? [] : [`client ${row.src_ip} for ${src_ip}`]),
    ...(row.client_ip_source === says ? [] : [`"${row.client_ip_source}" named the client, not ${says}`]),
    ...(row.peer_ip.startsWith('10.77.0.') ? [] : [`peer ${row.peer_ip}`]),
  ]
}

export function cellsThroughProxies(handed: readonly HandedOn[], rows: readonly StoredRequest[]): Cell[] {
  return handed.map((one) => {
    const stored = rows.filter(({ target, dst_port }) => target === one.target && dst_port === PROXY_WAYS[one.way].to)
    return {
      ...{ server: 'haproxy → nginx', protocol: one.way, sent: 1, logged: null, isOpaque: false },
      ...{ stored: stored.length, differences: differencesOf(one, rows) },
    }
  })
}

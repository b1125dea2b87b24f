import type { FleetMember } from '#db/model/fleet.ts'

/** So many addresses of a fleet have this JA4 in this network. */
export interface FleetLink {
  ja4: string
  network: string
  addresses: number
  sessions: number
}

/** The fleet's infrastructure: which JA4 was seen in which network, the strongest first. */
export function fleetLinks(members: readonly FleetMember[]): FleetLink[] {
  const links = new Map<string, FleetLink & { src_ips: Set<string> }>()
  for (const { src_ip, ja4, asn, sessions } of members) {
    const network = asn === 0 ? 'unknown network' : `AS${asn}`
    const key = `${ja4} ${network}`
    const link = links.get(key) ?? { ja4, network, addresses: 0, sessions: 0, src_ips: new Set<string>() }
    link.src_ips.add(src_ip)
    link.sessions += sessions
    links.set(key, link)
  }
  return [...links.values()]
    .map(({ src_ips, ...link }) => ({ ...link, addresses: src_ips.size }))
    .toSorted((a, b) => b.addresses - a.addresses)
}

import { readFileSync, readdirSync } from 'node:fs'

export interface NetworkInterface {
  name: string
  ifindex: number
  /** Its frames begin with an Ethernet header; those of tunnels with the IP header. */
  isEthernet: boolean
}

/** ARPHRD_ETHER and ARPHRD_LOOPBACK of include/uapi/linux/if_arp.h. */
const ETHERNET_TYPES = [1, 772]

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // It went away, or this kernel has no such table.
    return ''
  }
}

function listAll(): NetworkInterface[] {
  return readdirSync('/sys/class/net').flatMap((name) => {
    const ifindex = Number(readText(`/sys/class/net/${name}/ifindex`))
    const isEthernet = ETHERNET_TYPES.includes(Number(readText(`/sys/class/net/${name}/type`)))
    return ifindex > 0 ? [{ name, ifindex, isEthernet }] : []
  })
}

/** Names of the interfaces that the default routes (IPv4 and IPv6) go through. */
function defaultRoutes(): Set<string> {
  const ipv4 = readText('/proc/net/route')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter((fields) => fields[1] === '00000000' && fields[7] === '00000000')
    .map((fields) => fields[0])
  const ipv6 = readText('/proc/net/ipv6_route')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    // Route to ::/0, its gateway, and not the kernel's own reject route on lo.
    .filter((fields) => /^0+$/.test(fields[0] ?? '-') && fields[1] === '00' && fields[9] !== 'lo')
    .map((fields) => fields[9])
  return new Set([...ipv4, ...ipv6].filter((name) => name !== undefined))
}

function isNamedBy(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(name)
}

/** The present interfaces that the patterns name: `any`, `default-route`, a name, or a name with `*`. */
export function resolveInterfaces(patterns: readonly string[]): NetworkInterface[] {
  const routes = defaultRoutes()
  return listAll().filter(({ name }) =>
    patterns.some(
      (pattern) => pattern === 'any' || (pattern === 'default-route' ? routes.has(name) : isNamedBy(pattern, name)),
    ),
  )
}

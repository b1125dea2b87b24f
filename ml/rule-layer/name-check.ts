import { Resolver } from 'node:dns/promises'
import { isIPv4 } from 'node:net'

export type NameProof = 'verified' | 'false' | 'unknown'

export interface NameServers {
  /** Addresses, with a port where it is not 53; empty: the system's. */
  servers: readonly string[]
  timeout_ms: number
}

/** What a name server says when there is no such name, as opposed to saying nothing. */
const NOT_THERE = ['ENOTFOUND', 'ENODATA']
/** An address with more names than this is nobody's crawler. */
const NAMES_MAX = 5

/** Asks for the names of addresses and back. */
export class NameCheck {
  private readonly resolver: Resolver

  constructor({ servers, timeout_ms }: NameServers) {
    this.resolver = new Resolver({ timeout: timeout_ms, tries: 2 })
    if (servers.length > 0) this.resolver.setServers([...servers])
  }

  /** Whether the address has a name in one of these domains that leads back to it; unknown when nobody answers. */
  async check(src_ip: string, domains: readonly string[]): Promise<NameProof> {
    try {
      // Not Resolver.reverse: it asks /etc/hosts too, and takes silence for "no such name".
      const names = await this.resolver.resolvePtr(arpaNameOf(src_ip))
      const own = names.map((name) => name.toLowerCase()).filter((name) => isWithin(name, domains))
      let proof: NameProof = 'false'
      for (const name of own.slice(0, NAMES_MAX)) {
        const back = await this.leadsBack(name, src_ip)
        if (back === 'verified') return back
        if (back === 'unknown') proof = back
      }
      return proof
    } catch (error) {
      return saysNoSuchName(error) ? 'false' : 'unknown'
    }
  }

  private async leadsBack(name: string, src_ip: string): Promise<NameProof> {
    try {
      const addresses = isIPv4(src_ip) ? await this.resolver.resolve4(name) : await this.resolver.resolve6(name)
      return addresses.some((address) => canonical(address) === canonical(src_ip)) ? 'verified' : 'false'
    } catch (error) {
      return saysNoSuchName(error) ? 'false' : 'unknown'
    }
  }
}

function isWithin(name: string, domains: readonly string[]): boolean {
  return domains.some((domain) => name.endsWith(`.${domain}`))
}

function saysNoSuchName(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NOT_THERE.includes(String(error.code))
}

/** Where an address has its names (RFC 1035 3.5, RFC 3596 2.5). */
export function arpaNameOf(address: string): string {
  if (isIPv4(address)) return `${address.split('.').reverse().join('.')}.in-addr.arpa`
  const [head = '', tail = ''] = canonical(address).slice(1, -1).split('::')
  const groupsOf = (text: string) => (text === '' ? [] : text.split(':'))
  const between = new Array<string>(8 - groupsOf(head).length - groupsOf(tail).length).fill('0')
  const groups = [...groupsOf(head), ...between, ...groupsOf(tail)]
  const digits = groups.map((group) => group.padStart(4, '0')).join('')
  return `${Array.from(digits).reverse().join('.')}.ip6.arpa`
}

/** One spelling of an address; 2001:db8::1 has many. */
function canonical(address: string): string {
  return isIPv4(address) ? address : new URL(`http://[${address}]`).hostname
}

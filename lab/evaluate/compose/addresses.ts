import type { Random } from '#lab/random.ts'

/**
 * Networks that the bundled reference data names. People and programs have theirs from the same mix (consumer providers,
 * and for one in seven a hosting company's, as a VPN's), so that an address never tells who is who.
 */
const CONSUMER = ['73.12', '90.44', '79.208', '86.140', '126.80', '82.230', '73.180', '90.90'] as const
const HOSTING = ['167.99', '159.65', '51.75', '95.216'] as const
const IPV6_PREFIXES = ['2a01:e0a', '2003:e4', '2600:1700'] as const
const HOSTING_SHARE = 1 / 7

/** Gives out addresses, each once. */
export class AddressBook {
  private readonly given = new Set<string>()
  private readonly random: Random

  constructor(random: Random) {
    this.random = random
  }

  /** Of the family that the laboratory's address has. */
  next(family: 4 | 6): string {
    for (;;) {
      const address = family === 4 ? this.ipv4() : this.ipv6()
      if (this.given.has(address)) continue
      this.given.add(address)
      return address
    }
  }

  private ipv4(): string {
    const { random } = this
    const network = random.next() < HOSTING_SHARE ? random.pick<string>(HOSTING) : random.pick<string>(CONSUMER)
    return `${network}.${random.below(256)}.${1 + random.below(254)}`
  }

  /** A customer's own /64, written as the store writes it. */
  private ipv6(): string {
    const { random } = this
    const part = (): string => (1 + random.below(0xfffe)).toString(16)
    return `${random.pick<string>(IPV6_PREFIXES)}:${part()}:${part()}:${part()}:${part()}:${part()}:${part()}`
  }
}

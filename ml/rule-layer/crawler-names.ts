import { setTimeout as delay } from 'node:timers/promises'
import { CRAWLER_DOMAINS } from './crawler-domains.ts'
import type { NameCheck, NameProof } from './name-check.ts'

export interface CrawlerClaim {
  src_ip: string
  /** A word of CRAWLER_DOMAINS. */
  name: string
}

const HOUR_MS = 3_600_000
/** How long an answer holds. That nobody answered is asked again soon. */
const KEPT_MS: Record<NameProof, number> = { verified: 24 * HOUR_MS, false: HOUR_MS, unknown: HOUR_MS / 6 }
const KEPT_MAX = 20_000
const AT_ONCE = 16
/** More are left for a later cycle. */
const WAITING_MAX = 2000

/** What names say of crawlers, asked in the background and remembered: a name server that is slow holds up nobody. */
export class CrawlerNames {
  private readonly kept = new Map<string, { proof: NameProof; until: number }>()
  private readonly asked = new Map<string, CrawlerClaim>()
  private readonly queue: string[] = []
  private running = 0
  private idle: (() => void)[] = []
  private readonly names: Pick<NameCheck, 'check'>
  private readonly clock: () => number

  constructor(names: Pick<NameCheck, 'check'>, clock: () => number = Date.now) {
    this.names = names
    this.clock = clock
  }

  /** Asks for what is not known and waits for the answers, at most this long. */
  async ask(claims: readonly CrawlerClaim[], wait_ms: number): Promise<void> {
    for (const claim of claims) {
      const key = keyOf(claim)
      if (this.proofOf(claim) !== 'pending' || this.asked.has(key) || this.asked.size >= WAITING_MAX) continue
      this.asked.set(key, claim)
      this.queue.push(key)
    }
    this.work()
    if (this.asked.size === 0) return
    const ended = new AbortController()
    const done = new Promise<void>((resolve) => this.idle.push(resolve))
    await Promise.race([done, delay(wait_ms, undefined, { ref: false, signal: ended.signal }).catch(() => undefined)])
    ended.abort()
  }

  /** What is known now. */
  proofOf(claim: CrawlerClaim): NameProof | 'pending' {
    const known = this.kept.get(keyOf(claim))
    return known === undefined || known.until < this.clock() ? 'pending' : known.proof
  }

  private work(): void {
    while (this.running < AT_ONCE && this.queue.length > 0) {
      const key = this.queue.shift() ?? ''
      const claim = this.asked.get(key)
      if (claim === undefined) continue
      this.running += 1
      void this.names
        .check(claim.src_ip, CRAWLER_DOMAINS[claim.name] ?? [])
        .catch((): NameProof => 'unknown')
        .then((proof) => this.keep(key, proof))
    }
  }

  private keep(key: string, proof: NameProof): void {
    this.kept.delete(key)
    this.kept.set(key, { proof, until: this.clock() + KEPT_MS[proof] })
    const oldest = this.kept.keys().next()
    if (this.kept.size > KEPT_MAX && oldest.done === false) this.kept.delete(oldest.value)
    this.asked.delete(key)
    this.running -= 1
    this.work()
    if (this.asked.size > 0) return
    for (const wake of this.idle.splice(0)) wake()
  }
}

const keyOf = ({ src_ip, name }: CrawlerClaim) => `${src_ip} ${name}`

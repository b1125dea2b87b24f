import { listCrawlers } from '#db/clickhouse/scores/list-crawlers.ts'
import type { SessionEvidence } from '#db/model/evidence.ts'
import { crawlerDns } from './config.ts'
import { CRAWLER_DOMAINS } from './crawler-domains.ts'
import { CrawlerNames } from './crawler-names.ts'
import { NO_CRAWLER, type CrawlerFinding } from './decide-level.ts'
import { NameCheck } from './name-check.ts'

type Visitor = Pick<SessionEvidence, 'src_ip' | 'user_agent' | 'crawler'>

/** All names of one look together may take this long; the answers that come later count in the next cycle. */
const WAIT_MS = 1500
const CLAIMS_KEPT = 10_000

/** Tells crawlers from those who only claim to be one: by published addresses, else by names that lead back. */
export class CrawlerCheck {
  private readonly names: CrawlerNames | undefined
  private whole = new Set<string>()
  private words: readonly string[] = []
  private pattern = /$^/
  /** By user agent, of which many sessions share few. */
  private readonly claims = new Map<string, string>()

  /** Without names: addresses alone decide. */
  constructor(names: CrawlerNames | undefined = configuredNames()) {
    this.names = names
  }

  /** Learns which crawlers' addresses are published; once a cycle. */
  async refresh(): Promise<void> {
    const crawlers = await listCrawlers({})
    this.whole = new Set(crawlers.filter(({ is_whole }) => is_whole).map(({ crawler }) => crawler.toLowerCase()))
    this.claims.clear()
    this.words = [...new Set([...crawlers.map(({ crawler }) => crawler), ...Object.keys(CRAWLER_DOMAINS)])]
    this.pattern = new RegExp(this.words.map((word) => word.replace(/[^\w]/g, '\\$&')).join('|'), 'i')
  }

  /** What is known of each visitor's claim, in their order. */
  async find(visitors: readonly Visitor[]): Promise<CrawlerFinding[]> {
    const claims = visitors.map((visitor) => this.claimOf(visitor))
    const asked = claims.flatMap((name, at) => {
      const visitor = visitors[at]
      return visitor !== undefined && this.goesByName(visitor, name) ? [{ src_ip: visitor.src_ip, name }] : []
    })
    if (asked.length > 0) await this.names?.ask(asked, WAIT_MS)
    return visitors.map((visitor, at) => this.findingOf(visitor, claims[at] ?? ''))
  }

  private findingOf(visitor: Visitor, name: string): CrawlerFinding {
    if (name === '') return NO_CRAWLER
    if (isInRange(visitor)) return { name: visitor.crawler, proof: 'verified' }
    if (this.names !== undefined && this.goesByName(visitor, name)) {
      return { name, proof: this.names.proofOf({ src_ip: visitor.src_ip, name }) }
    }
    return { name, proof: this.whole.has(name.toLowerCase()) ? 'false' : 'unknown' }
  }

  private goesByName(visitor: Visitor, name: string): boolean {
    return this.names !== undefined && name in CRAWLER_DOMAINS && !isInRange(visitor)
  }

  /** The crawler that the User-Agent names, spelled as we do; empty: none. */
  private claimOf({ user_agent }: Visitor): string {
    const known = this.claims.get(user_agent)
    if (known !== undefined) return known
    const claim = this.readClaim(user_agent)
    if (this.claims.size < CLAIMS_KEPT) this.claims.set(user_agent, claim)
    return claim
  }

  private readClaim(user_agent: string): string {
    const found = this.pattern.exec(user_agent)?.[0].toLowerCase()
    if (found === undefined) return ''
    const spelled = this.words.filter((word) => word.toLowerCase() === found)
    return spelled.find((word) => word in CRAWLER_DOMAINS) ?? spelled[0] ?? ''
  }
}

function isInRange({ crawler, user_agent }: Visitor): boolean {
  return crawler !== '' && user_agent.toLowerCase().includes(crawler.toLowerCase())
}

function configuredNames(): CrawlerNames | undefined {
  return crawlerDns === undefined ? undefined : new CrawlerNames(new NameCheck(crawlerDns))
}

import { isIP } from 'node:net'
import { z } from 'zod'

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value)

/** `192.0.2.53`, `192.0.2.53:5353`, `[2001:db8::53]:53` */
const isServer = (text: string) => isIP(text.replace(/^\[(.*)\](:\d+)?$/, '$1')) > 0 || /^[\d.]+:\d+$/.test(text)

/** Names of visitors' addresses are asked of somebody else's server, so somebody has to want it. */
const CrawlerDns = z.string().transform((text, context) => {
  if (text === 'off') return undefined
  const servers = text === 'system' ? [] : text.split(/[\s,]+/).filter((part) => part !== '')
  const wrong = servers.find((server) => !isServer(server))
  if (wrong === undefined) return { servers }
  context.addIssue({ code: 'custom', message: `${wrong} is none of: off, system, addresses of name servers` })
  return z.NEVER
})

const Environment = z.object({
  VIGIE_CRAWLER_DNS: z.preprocess(blankIsUnset, z.string().default('off').pipe(CrawlerDns)),
  VIGIE_CRAWLER_DNS_TIMEOUT_MS: z.preprocess(blankIsUnset, z.coerce.number().int().min(100).max(30_000).default(2000)),
})

const parsed = Environment.safeParse(process.env)
if (!parsed.success) {
  const causes = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`Configuration: ${causes.join('; ')}`)
}
const { VIGIE_CRAWLER_DNS: dns, VIGIE_CRAWLER_DNS_TIMEOUT_MS: timeout_ms } = parsed.data

/** Who tells the names of crawlers' addresses; undefined: nobody is asked. */
export const crawlerDns = dns === undefined ? undefined : { servers: dns.servers, timeout_ms }

import { BlockList, isIP } from 'node:net'
import { z } from 'zod'
import { config as address } from '#db/prisma/config.ts'

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value)

/** `10.0.0.0/8, 192.0.2.7, 2001:db8::/32` */
const AddressRanges = z.string().transform((text, context) => {
  const ranges = new BlockList()
  for (const range of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const [address = '', prefix] = range.split('/')
    const family = isIP(address)
    const length = prefix === undefined ? (family === 6 ? 128 : 32) : Number(prefix)
    if (family === 0 || !Number.isInteger(length) || length < 0 || length > (family === 6 ? 128 : 32)) {
      context.addIssue({ code: 'custom', message: `${range} is not an address or a range like 10.0.0.0/8` })
      return z.NEVER
    }
    ranges.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4')
  }
  return ranges
})

const Environment = z.object({
  NODE_ENV: z.string().default('development'),
  TRUSTED_PROXIES: AddressRanges.prefault(''),
  /** Which of the two headers the proxies write; the other one is a stranger's and is not read. */
  PROXY_HEADER: z.preprocess(blankIsUnset, z.enum(['x-forwarded-for', 'forwarded']).default('x-forwarded-for')),
  VIGIE_SCORE_CRON: z.preprocess(blankIsUnset, z.string().default('* * * * *')),
  VIGIE_RULES_CRON: z.preprocess(blankIsUnset, z.string().default('*/15 * * * * *')),
  /** At night, when few are looking. */
  VIGIE_TRAIN_CRON: z.preprocess(blankIsUnset, z.string().default('17 3 * * *')),
  /** Lists are fetched from other people's servers, so somebody has to want it. */
  VIGIE_REFDATA_CRON: z.preprocess(blankIsUnset, z.string().default('off')),
  VIGIE_RATE_LIMIT: z.preprocess(blankIsUnset, z.coerce.number().int().min(1).default(3000)),
})

const parsed = Environment.safeParse(process.env)
if (!parsed.success) {
  const causes = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`Configuration: ${causes.join('; ')}`)
}
const environment = parsed.data

function acceptedOrigins(): string[] {
  if (address.is_public_url_set) return [address.public_origin]
  return ['localhost', '127.0.0.1', '[::1]'].map((host) => `http://${host}:${address.port}`)
}

/** How the application is reached and run; the places of its data are in db/config.ts. */
export const config = {
  production: environment.NODE_ENV === 'production',
  public_origin: address.public_origin,
  /** Where our own pages may come from: PUBLIC_URL, or this machine by any of its names. */
  accepted_origins: acceptedOrigins(),
  base_path: address.base_path,
  trusted_proxies: environment.TRUSTED_PROXIES,
  proxy_header: environment.PROXY_HEADER,
  /** A cron pattern, or `off`. */
  score_cron: environment.VIGIE_SCORE_CRON,
  train_cron: environment.VIGIE_TRAIN_CRON,
  /** When the rules that need no model look: a cron pattern (six parts begin with seconds), or `off`. */
  rules_cron: environment.VIGIE_RULES_CRON,
  /** When published lists are downloaded: a cron pattern, or `off`. */
  refdata_cron: environment.VIGIE_REFDATA_CRON,
  /** Requests a minute for each token or user. */
  rate_limit: environment.VIGIE_RATE_LIMIT,
}

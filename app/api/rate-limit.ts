import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { TooMany } from '#db/model/errors.ts'
import { config } from '../config.ts'

const WINDOW_S = 60

declare global {
  // Every route is bundled apart; they count together.
  var vigie_rate_limiter: RateLimiterMemory | undefined
}

/** Counts the request; the headers say what is left (draft-ietf-httpapi-ratelimit-headers). */
export async function rateLimit(key: string, headers: Record<string, string>): Promise<void> {
  const limiter = (globalThis.vigie_rate_limiter ??= new RateLimiterMemory({
    points: config.rate_limit,
    duration: WINDOW_S,
  }))
  headers['RateLimit-Policy'] = `"default";q=${config.rate_limit};w=${WINDOW_S}`
  try {
    headers['RateLimit'] = remaining(await limiter.consume(key))
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    headers['RateLimit'] = remaining(refused)
    throw new TooMany(`At most ${config.rate_limit} requests a minute.`, Math.ceil(refused.msBeforeNext / 1000))
  }
}

function remaining({ remainingPoints, msBeforeNext }: RateLimiterRes): string {
  return `"default";r=${Math.max(remainingPoints, 0)};t=${Math.ceil(msBeforeNext / 1000)}`
}

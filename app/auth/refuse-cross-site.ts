import { Forbidden } from '#db/model/errors.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A change asked for with a cookie must prove that it comes from our own pages: by Origin or by Sec-Fetch-Site, and
 * by nothing that contradicts it. Without a cookie there is nothing to ride on, so silence is no proof against.
 */
export function refuseCrossSite(request: Request, accepted_origins: readonly string[], has_cookie: boolean): void {
  if (SAFE_METHODS.has(request.method)) return
  const origin = request.headers.get('origin')
  const site = request.headers.get('sec-fetch-site')
  const origin_fits = origin === null ? undefined : accepted_origins.includes(origin)
  const site_fits = site === null ? undefined : site === 'same-origin'
  const silent = origin_fits === undefined && site_fits === undefined
  if (origin_fits === false || site_fits === false || (silent && has_cookie)) {
    throw new Forbidden(
      `This change was not asked for by our own pages at ${accepted_origins[0] ?? ''}; if they are reached at another address, set PUBLIC_URL to it.`,
    )
  }
}

import { config } from '../config.ts'

/** The following page as a Link header (RFC 8288), relative to PUBLIC_URL and never to the Host that was sent. */
export function nextLink(url: URL, cursor: string | null): Record<string, string> {
  if (cursor === null) return {}
  const query = new URLSearchParams(url.searchParams)
  query.set('cursor', cursor)
  return { Link: `<${config.public_origin}${config.base_path}${url.pathname}?${query.toString()}>; rel="next"` }
}

import type { SentRequest } from '#lab/client/sent-request.ts'
import type { StoredRequest } from '#lab/stored/list-stored-requests.ts'

/** The store keeps a keyed hash of these. */
const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie'])

const plain = (headers: readonly (readonly [string, string])[]): string =>
  JSON.stringify(headers.map(([name, value]) => [name, SECRET_HEADERS.has(name.toLowerCase()) ? 'secret' : value]))

/** What differs between a request as its client told it and its row. */
export function differencesOfPair(sent: SentRequest, row: StoredRequest): string[] {
  return [
    ...(sent.headers === null || plain(sent.headers) === plain(row.headers) ? [] : ['headers']),
    ...(sent.status_code === null || sent.status_code === row.status_code
      ? []
      : [`status ${row.status_code} for ${sent.status_code}`]),
    ...(row.truncated ? ['marked truncated'] : []),
  ]
}

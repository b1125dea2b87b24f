import type { RequestHead } from '../protocol/exchange.ts'
import { textOf } from './text.ts'

export interface Target {
  host: string
  path: string
  query_string: string
}

const MAX_HOST_LENGTH = 255
const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/

/** Host, path and query of a request in any target form (RFC 9112 section 3.2); absolute form beats the Host header. */
export function targetOf(request: RequestHead, scheme: 'http' | 'https'): Target {
  if (request.method === 'CONNECT')
    return { host: hostOf(request.target || request.authority, ''), path: '', query_string: '' }
  const absolute = ABSOLUTE.exec(request.target)
  const authority = absolute?.[1] ?? request.authority
  const rest = absolute === null ? request.target : request.target.slice(absolute[0].length) || '/'
  const query = rest.indexOf('?')
  return {
    host: hostOf(authority, scheme === 'https' ? ':443' : ':80'),
    path: query < 0 ? rest : rest.slice(0, query),
    query_string: query < 0 ? '' : rest.slice(query + 1),
  }
}

/** Credentials before an `@` are never part of a host. */
function hostOf(authority: string, defaultPort: string): string {
  const host = textOf(authority.slice(authority.lastIndexOf('@') + 1)).toLowerCase()
  const named = defaultPort !== '' && host.endsWith(defaultPort) ? host.slice(0, -defaultPort.length) : host
  return named.slice(0, MAX_HOST_LENGTH)
}

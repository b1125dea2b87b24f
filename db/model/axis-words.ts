import type { Axis } from './evidence.ts'

/** What each axis looks at, for people. */
export const AXIS_WORDS: Readonly<Record<Axis, string>> = {
  tls: 'TLS',
  http2: 'HTTP/2',
  headers: 'headers',
  client_hints: 'client hints',
  tcp_os: 'TCP and system',
  behaviour: 'behaviour',
}

import type { Request } from '#db/model/request.ts'
import { aRequest } from '#db/model/request.builder.ts'

/** Requests of one client, one every `every_ms` from `at` on; each may differ. */
export interface Visit {
  at: Date
  src_ip: string
  count: number
  every_ms: number
  of: (index: number) => Partial<Request>
}

export function visit({ at, src_ip, count, every_ms, of }: Visit): Request[] {
  return Array.from({ length: count }, (_, index) =>
    aRequest({
      time: new Date(at.getTime() + index * every_ms).toISOString(),
      src_ip,
      conn_id: `${src_ip}-${Math.floor(index / 6)}`,
      keepalives: (index % 6) + 1,
      ...of(index),
    }),
  )
}

/** A program's headers: neither Sec-Fetch nor a cookie. */
const PROGRAM: Request['headers'] = [
  ['user-agent', 'python-requests/2.32'],
  ['accept', '*/*'],
  ['accept-encoding', 'gzip, deflate'],
]
export const PROGRAM_JA4 = 't13d1812h1_85036bcba153_d41ae481755e'

/** What a script sends, over HTTP/1.1. */
export const scripted: Partial<Request> = {
  headers: PROGRAM,
  ja4: PROGRAM_JA4,
  http_version: '1.1',
  h2_fingerprint: '',
  header_order_signature: '3-77aa',
}

/** A browser's headers on a page of the site, logged in. */
export function browsing(path: string, host = 'shop.example'): Partial<Request> {
  const is_asset = /\.\w+$/.test(path)
  return {
    path,
    host,
    headers: [
      ...aRequest().headers.filter(([name]) => name !== 'sec-fetch-mode'),
      ['sec-fetch-mode', is_asset ? 'no-cors' : 'navigate'],
      ['sec-fetch-dest', is_asset ? 'image' : 'document'],
      ['referer', `https://${host}/`],
      ['cookie', 'hmac:0011223344556677'],
    ],
  }
}

/** A log-in by a form that asks again with 200, or leads on with 302. */
export function signIn(is_right: boolean, size = 2048): Partial<Request> {
  return {
    method: 'POST',
    path: '/login',
    ...(is_right
      ? { status_code: 302, response_size: 0, response_headers: [['location', '/account']] }
      : { status_code: 200, response_size: size, response_headers: [['content-type', 'text/html; charset=utf-8']] }),
  }
}

/** Chromium's JA4 as it is when it resumes, speaks HTTP/1.1, or neither: one list of ciphers. */
export const CHROMIUM_JA4S = [
  't13d1516h2_8daaf6152771_02cb136f2775',
  't13d1517h2_8daaf6152771_b0da82dd1658',
  't13d1516h1_8daaf6152771_02cb136f2775',
  't13d1517h1_8daaf6152771_b0da82dd1658',
]

/** A JA4 that nobody else has. */
export function ja4Number(index: number): string {
  const text = (index * 2654435761 + 97).toString(16).padStart(12, '0').slice(-12)
  return `t13d${String(15 + (index % 9)).padStart(2, '0')}12h2_${text}_${text.split('').reverse().join('')}`
}

import type { Header } from '#db/model/request.ts'
import type { TcpStackName } from './tcp-stacks.ts'
import type { TlsStackName } from './hellos.ts'

/** What a request is for, as far as a client's headers tell. */
export type Kind = 'document' | 'style' | 'script' | 'image' | 'fetch' | 'form'

/** What a client writes into the head of one request. */
interface Asked {
  kind: Kind
  /** Empty: none is sent. */
  referer: string
  cookie: string
  language: string
}

export interface Client {
  tls: TlsStackName
  alpn: readonly string[]
  tcp: TcpStackName
  http_version: '1.1' | '2'
  /** Empty unless HTTP/2. */
  h2_fingerprint: string
  user_agent: string
  headersOf: (asked: Asked, host: string) => Header[]
}

const H2 = ['h2', 'http/1.1'] as const
const DESTINATIONS = {
  document: 'document',
  form: 'document',
  style: 'style',
  script: 'script',
  image: 'image',
  fetch: 'empty',
} as const satisfies Record<Kind, string>

const isNavigation = (kind: Kind): boolean => kind === 'document' || kind === 'form'

/** Sent only where there is something to send. */
function filled(...headers: Header[]): Header[] {
  return headers.filter(([, value]) => value !== '')
}

function secFetch({ kind, referer }: Asked): { site: Header; mode: Header; dest: Header } {
  const mode = isNavigation(kind) ? 'navigate' : kind === 'fetch' ? 'cors' : 'no-cors'
  return {
    site: ['sec-fetch-site', referer === '' ? 'none' : 'same-origin'],
    mode: ['sec-fetch-mode', mode],
    dest: ['sec-fetch-dest', DESTINATIONS[kind]],
  }
}

function chromiumHeaders(user_agent: string, brand: string, platform: string, mobile: boolean): Client['headersOf'] {
  const hints: Header[] = [
    ['sec-ch-ua', brand],
    ['sec-ch-ua-mobile', mobile ? '?1' : '?0'],
    ['sec-ch-ua-platform', `"${platform}"`],
  ]
  const page =
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7'
  const picture = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'
  return (asked) => {
    const { site, mode, dest } = secFetch(asked)
    const rest = filled(
      ['referer', asked.referer],
      ['accept-encoding', 'gzip, deflate, br, zstd'],
      ['accept-language', asked.language],
      ['cookie', asked.cookie],
    )
    if (!isNavigation(asked.kind)) {
      const accept = asked.kind === 'image' ? picture : asked.kind === 'style' ? 'text/css,*/*;q=0.1' : '*/*'
      return [...hints, ['user-agent', user_agent], ['accept', accept], site, mode, dest, ...rest]
    }
    const form: Header[] = asked.kind === 'form' ? [['content-type', 'application/x-www-form-urlencoded']] : []
    return [
      ...([...hints, ['upgrade-insecure-requests', '1'], ...form, ['user-agent', user_agent]] satisfies Header[]),
      ...([['accept', page], site, mode, ['sec-fetch-user', '?1'], dest, ...rest] satisfies Header[]),
    ]
  }
}

function chromium(system: string, platform: string, tcp: TcpStackName, edge = false): Client {
  const mobile = platform === 'Android'
  const user_agent = `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 ${mobile ? 'Mobile ' : ''}Safari/537.36${edge ? ' Edg/142.0.0.0' : ''}`
  const brand = edge
    ? '"Chromium";v="142", "Microsoft Edge";v="142", "Not_A Brand";v="99"'
    : '"Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"'
  return {
    ...{ tls: 'chromium', alpn: H2, tcp, http_version: '2', user_agent },
    h2_fingerprint: '1:65536;2:0;4:6291456;6:262144|15663105|0|m,a,s,p',
    headersOf: chromiumHeaders(user_agent, brand, platform, mobile),
  }
}

function firefox(system: string, tcp: TcpStackName): Client {
  const user_agent = `Mozilla/5.0 (${system}; rv:145.0) Gecko/20100101 Firefox/145.0`
  return {
    ...{ tls: 'firefox', alpn: H2, tcp, http_version: '2', user_agent },
    h2_fingerprint: '1:65536;2:0;4:131072;5:16384|12517377|0|m,p,a,s',
    headersOf: (asked) => {
      const { site, mode, dest } = secFetch(asked)
      const page = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
      const accept = isNavigation(asked.kind) ? page : asked.kind === 'style' ? 'text/css,*/*;q=0.1' : '*/*'
      return [
        ...filled(['user-agent', user_agent], ['accept', accept], ['accept-language', asked.language]),
        ...filled(['accept-encoding', 'gzip, deflate, br, zstd'], ['referer', asked.referer]),
        ...filled(['content-type', asked.kind === 'form' ? 'application/x-www-form-urlencoded' : '']),
        ...filled(['cookie', asked.cookie], ['upgrade-insecure-requests', isNavigation(asked.kind) ? '1' : '']),
        ...([
          dest,
          mode,
          site,
          ...filled(['sec-fetch-user', isNavigation(asked.kind) ? '?1' : '']),
          ['te', 'trailers'],
        ] satisfies Header[]),
      ]
    },
  }
}

function safari(system: string, version: string): Client {
  const user_agent = `Mozilla/5.0 (${system}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 ${version}Safari/604.1`
  return {
    ...{ tls: 'safari', alpn: H2, tcp: 'apple', http_version: '2', user_agent },
    h2_fingerprint: '2:0;3:100;4:2097152;9:1|10420225|0|m,s,a,p',
    headersOf: (asked) => {
      const { site, mode, dest } = secFetch(asked)
      const accept = isNavigation(asked.kind)
        ? 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
        : '*/*'
      return [
        ...([dest, ['user-agent', user_agent], ['accept', accept]] satisfies Header[]),
        ...filled(
          ['content-type', asked.kind === 'form' ? 'application/x-www-form-urlencoded' : ''],
          ['referer', asked.referer],
        ),
        ...([site, mode, ...filled(['cookie', asked.cookie], ['accept-language', asked.language])] satisfies Header[]),
        ...([
          ['priority', isNavigation(asked.kind) ? 'u=0, i' : 'u=3, i'],
          ['accept-encoding', 'gzip, deflate, br'],
        ] satisfies Header[]),
      ]
    },
  }
}

/** A library or tool that says who it is, over HTTP/1.1. */
function tool(tls: TlsStackName, user_agent: string, more: Header[]): Client {
  return {
    ...{ tls, alpn: tls === 'go' ? H2 : [], tcp: 'linux', http_version: '1.1', h2_fingerprint: '', user_agent },
    headersOf: ({ kind }, host) => [
      ['Host', host],
      ['User-Agent', user_agent],
      ...more,
      ...filled(['Content-Type', kind === 'form' ? 'application/x-www-form-urlencoded' : '']),
    ],
  }
}

const ANY: Header = ['Accept', '*/*']
const GZIP: Header = ['Accept-Encoding', 'gzip, deflate']

/** Browsers by about their share of visitors. */
export const BROWSERS: readonly [Client, ...Client[]] = [
  chromium('Windows NT 10.0; Win64; x64', 'Windows', 'windows'),
  chromium('Windows NT 10.0; Win64; x64', 'Windows', 'windows'),
  chromium('Linux; Android 10; K', 'Android', 'android'),
  chromium('Linux; Android 10; K', 'Android', 'android'),
  chromium('Linux; Android 10; K', 'Android', 'android'),
  chromium('Macintosh; Intel Mac OS X 10_15_7', 'macOS', 'apple'),
  chromium('Windows NT 10.0; Win64; x64', 'Windows', 'windows', true),
  chromium('X11; Linux x86_64', 'Linux', 'linux'),
  firefox('Windows NT 10.0; Win64; x64', 'windows'),
  firefox('X11; Linux x86_64', 'linux'),
  safari('iPhone; CPU iPhone OS 18_6 like Mac OS X', 'Mobile/15E148 '),
  safari('iPhone; CPU iPhone OS 18_6 like Mac OS X', 'Mobile/15E148 '),
  safari('Macintosh; Intel Mac OS X 10_15_7', ''),
]

export const SCANNERS: readonly [Client, ...Client[]] = [
  tool('openssl', 'sqlmap/1.8.4#stable (https://sqlmap.org)', [['Cache-Control', 'no-cache'], ANY, GZIP]),
  tool('go', 'gobuster/3.6', [['Accept-Encoding', 'gzip']]),
  tool('openssl', 'Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)', [
    ['Connection', 'close'],
  ]),
  tool('openssl', 'Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:000001)', [['Connection', 'Keep-Alive'], ANY]),
  tool(
    'go',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    [ANY, ['Accept-Encoding', 'gzip']],
  ),
  tool('openssl', 'python-requests/2.32.3', [GZIP, ANY, ['Connection', 'keep-alive']]),
]

export const LOGIN_GUESSERS: readonly [Client, ...Client[]] = [
  tool('openssl', 'Mozilla/4.0 (Hydra)', [['Connection', 'close']]),
  tool('openssl', 'python-requests/2.32.3', [GZIP, ANY, ['Connection', 'keep-alive']]),
  tool('go', 'Go-http-client/1.1', [['Accept-Encoding', 'gzip']]),
]

const crawler = (user_agent: string, accept: string): Client =>
  tool('openssl', user_agent, [['Accept', accept], ['From', 'crawler(at)example.org'], GZIP])

/** In the order of the address pools of addresses.ts. */
export const CRAWLERS: readonly [Client, ...Client[]] = [
  crawler(
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'text/html,application/xhtml+xml',
  ),
  crawler('Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', '*/*'),
  crawler('Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', '*/*'),
  crawler('Mozilla/5.0 (compatible; Applebot/0.1; +http://www.apple.com/go/applebot)', 'text/html,*/*;q=0.8'),
]

import type { Header } from '#db/model/request.ts'
import type { Random } from '#lab/random.ts'
import type { ClientHello } from '#sensor/protocol/tls/messages.ts'

/** What clients of one make have in common. */
export interface Make {
  share: number
  user_agents: readonly [string, ...string[]]
  hello: ClientHello
  /** Chromium's connections each have their own order of extensions. */
  shuffles: boolean
  h2_fingerprint: string
  ttl: number
  tcp_meta_options: string
  tcp_meta_window_size: number
  os_guess: string
  /** Requests a connection carries at most. */
  keepalives: number
  headersOf: (user_agent: string, kind: 'document' | 'asset') => Header[]
}

const hello = (
  cipher_suites: number[],
  extensions: number[],
  supported_groups: number[],
  alpn: string[],
): ClientHello => ({
  legacy_version: 0x0303,
  cipher_suites,
  extensions,
  supported_versions: [0x0304, 0x0303],
  supported_groups,
  ec_point_formats: [0],
  signature_algorithms: [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601],
  alpn,
  server_name: '',
  broken: false,
})
const AES_AND_CHACHA = [
  0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x9c, 0x9d, 0x2f, 0x35,
]
const CHROMIUM_EXTENSIONS = [0, 23, 65281, 10, 11, 35, 16, 5, 13, 18, 51, 45, 43, 27, 17613, 65037]
const FIREFOX_EXTENSIONS = [0, 23, 65281, 10, 11, 35, 16, 5, 34, 51, 43, 13, 45, 28, 27, 65037]

function chromiumHeaders(user_agent: string, kind: 'document' | 'asset'): Header[] {
  const system: Header[] = [
    ['sec-ch-ua', '"Chromium";v="156", "Not.A/Brand";v="24", "Google Chrome";v="156"'],
    ['sec-ch-ua-mobile', '?0'],
    ['sec-ch-ua-platform', user_agent.includes('Windows') ? '"Windows"' : '"Linux"'],
  ]
  if (kind === 'asset') {
    return [
      ['sec-ch-ua-platform', system[2]?.[1] ?? ''],
      ['user-agent', user_agent],
      ...system.slice(0, 2),
      ['accept', 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'],
      ['sec-fetch-site', 'same-origin'],
      ['sec-fetch-mode', 'no-cors'],
      ['sec-fetch-dest', 'image'],
      ['accept-encoding', 'gzip, deflate, br, zstd'],
      ['accept-language', 'fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7'],
      ['priority', 'i'],
    ]
  }
  return [
    ...system,
    ['upgrade-insecure-requests', '1'],
    ['user-agent', user_agent],
    ['accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8'],
    ['sec-fetch-site', 'same-origin'],
    ['sec-fetch-mode', 'navigate'],
    ['sec-fetch-user', '?1'],
    ['sec-fetch-dest', 'document'],
    ['accept-encoding', 'gzip, deflate, br, zstd'],
    ['accept-language', 'fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7'],
    ['priority', 'u=0, i'],
  ]
}

function firefoxHeaders(user_agent: string, kind: 'document' | 'asset'): Header[] {
  return [
    ['user-agent', user_agent],
    ['accept', kind === 'asset' ? 'image/avif,image/webp,*/*' : 'text/html,application/xhtml+xml,*/*;q=0.8'],
    ['accept-language', 'de,en-US;q=0.7,en;q=0.3'],
    ['accept-encoding', 'gzip, deflate, br, zstd'],
    ['sec-fetch-dest', kind === 'asset' ? 'image' : 'document'],
    ['sec-fetch-mode', kind === 'asset' ? 'no-cors' : 'navigate'],
    ['sec-fetch-site', 'same-origin'],
    ['te', 'trailers'],
  ]
}

const CHROMIUM = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/155.0.0.0 Safari/537.36 Edg/155.0.0.0',
] as const
const LINUX = { ttl: 64, tcp_meta_options: 'MSS,SACK,TS,NOP,WS', tcp_meta_window_size: 64_240, os_guess: 'Linux' }
const WINDOWS = {
  ttl: 128,
  tcp_meta_options: 'MSS,NOP,WS,NOP,NOP,SACK',
  tcp_meta_window_size: 65_535,
  os_guess: 'Windows',
}

const MAKES: readonly Make[] = [
  {
    share: 0.6,
    user_agents: CHROMIUM,
    hello: hello(AES_AND_CHACHA, CHROMIUM_EXTENSIONS, [0x11ec, 29, 23, 24], ['h2', 'http/1.1']),
    shuffles: true,
    h2_fingerprint: '1:65536;2:0;4:6291456;6:262144|15663105|0|m,a,s,p',
    ...WINDOWS,
    keepalives: 100,
    headersOf: chromiumHeaders,
  },
  {
    share: 0.2,
    user_agents: ['Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0'],
    hello: hello(AES_AND_CHACHA, FIREFOX_EXTENSIONS, [0x11ec, 29, 23, 24, 25, 256], ['h2', 'http/1.1']),
    shuffles: false,
    h2_fingerprint: '1:65536;2:0;4:131072;5:16384|12517377|0|m,p,a,s',
    ...LINUX,
    keepalives: 100,
    headersOf: firefoxHeaders,
  },
  {
    share: 0.2,
    user_agents: ['python-requests/2.33.1', 'curl/8.16.0', 'Go-http-client/1.1', 'Mozilla/5.0 (compatible; Nmap)'],
    hello: hello(AES_AND_CHACHA.slice(0, 9), [0, 11, 10, 22, 23, 49, 13, 43, 45, 51], [29, 23, 30, 25], ['http/1.1']),
    shuffles: false,
    h2_fingerprint: '',
    ...LINUX,
    keepalives: 3,
    headersOf: (user_agent) => [
      ['User-Agent', user_agent],
      ['Accept-Encoding', 'gzip, deflate'],
      ['Accept', '*/*'],
      ['Connection', 'keep-alive'],
    ],
  },
]

export function makeOf(random: Random): Make {
  let draw = random.next()
  for (const make of MAKES) {
    draw -= make.share
    if (draw < 0) return make
  }
  throw new Error('the shares of the makes do not add up to 1')
}

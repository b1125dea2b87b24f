import { createRequire } from 'node:module'
import { z } from 'zod'

/** RFC 7541 appendix C.4: three requests on one connection, with Huffman codes. */
export const PUBLISHED_BLOCKS = [
  '828684418cf1e3c2e5f23a6ba0ab90f4ff',
  '828684be5886a8eb10649cbf',
  '828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf',
].map((hex) => Buffer.from(hex, 'hex'))

const REQUESTS = 40

type Codec = new () => { decode: (block: Buffer) => unknown; encode: (headers: [string, string][]) => Buffer }
const Codec = z.custom<Codec>((value) => typeof value === 'function')

/** The fastest decoder among npm's packages when this was written (before hpack.js and http2.js); undefined when not installed. */
export function packagedCodec(): Codec | undefined {
  try {
    return Codec.parse(createRequire(import.meta.url)('hpack'))
  } catch {
    return undefined
  }
}

/** What a browser sends while someone reads through a site: most fields from the table, some new in each request. */
export function browserBlocks(codec: Codec): Buffer[] {
  const encoder = new codec()
  return Array.from({ length: REQUESTS }, (_, turn) =>
    encoder.encode([
      [':method', 'GET'],
      [':authority', 'www.example.com'],
      [':scheme', 'https'],
      [':path', `/articles/${(turn * 7919) % 10007}/page-${turn}.html`],
      ['sec-ch-ua-platform', '"Linux"'],
      ['upgrade-insecure-requests', '1'],
      [
        'user-agent',
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      ],
      ['accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'],
      ['sec-fetch-site', 'same-origin'],
      ['sec-fetch-mode', 'navigate'],
      ['referer', `https://www.example.com/articles/${turn}`],
      ['accept-encoding', 'gzip, deflate, br, zstd'],
      ['accept-language', 'en-US,en;q=0.9'],
      ['cookie', `session=abcdef0123456789${turn}; theme=dark`],
    ]),
  )
}

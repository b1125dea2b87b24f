import type { Random } from '#lab/random.ts'
import type { Kind } from './clients.ts'
import type { Exchange } from './conversation.ts'

/** What the seeded site answers to a target. */
export type Answer = Pick<Exchange, 'path' | 'kind' | 'status' | 'size' | 'duration_ms' | 'content_type'>

const PRODUCTS = 240
const ARTICLES = 80
const TYPES = {
  document: 'text/html; charset=utf-8',
  form: 'text/html; charset=utf-8',
  style: 'text/css',
  script: 'text/javascript',
  image: 'image/webp',
  fetch: 'application/json',
} as const satisfies Record<Kind, string>

export function answerOf(path: string, kind: Kind, random: Random, status = 200): Answer {
  const size = status === 200 ? 400 + random.below(kind === 'image' ? 60_000 : 24_000) : 162
  // Pages are computed, files lie there; a few answers take their time.
  const slow = random.next() < 0.02 ? 20 : 1
  const duration_ms = slow * (kind === 'document' || kind === 'fetch' ? 8 + random.below(60) : 0.4 + random.next() * 3)
  return { path, kind, status, size, duration_ms, content_type: status === 200 ? TYPES[kind] : 'text/html' }
}

/** A page that a link leads to. */
export function pageOf(random: Random): string {
  const draw = random.next()
  if (draw < 0.5) return `/products/${1 + random.below(PRODUCTS)}.html`
  if (draw < 0.75) return `/articles/${1 + random.below(ARTICLES)}.html`
  return random.pick(['/', '/products/', '/articles/', '/about.html', '/contact.html', '/cart', '/search'])
}

/** What a browser loads with a page: on later pages most of it lies in its cache. */
export function assetsOf(page: string, first: boolean, random: Random): { path: string; kind: Kind }[] {
  const shared: { path: string; kind: Kind }[] = [
    { path: '/assets/site.css', kind: 'style' },
    { path: '/assets/fonts.css', kind: 'style' },
    { path: '/assets/app.js', kind: 'script' },
    { path: '/assets/menu.js', kind: 'script' },
    { path: '/assets/logo.svg', kind: 'image' },
    { path: '/favicon.ico', kind: 'image' },
  ]
  const number = Buffer.from(page).reduce((sum, byte) => sum + byte, 0)
  const pictures = Array.from({ length: 2 + (number % 4) }, (_, at) => ({
    path: `/assets/pictures/${(number * 7 + at) % 400}.webp`,
    kind: 'image' as const,
  }))
  const call = random.next() < 0.6 ? [{ path: '/api/stock.json', kind: 'fetch' as const }] : []
  return [...(first ? shared : []), ...pictures, ...call]
}

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ServerName } from '#lab/network/topology.ts'

/** What a plan needs to know of a site: which targets answer with what. */
export interface SiteMap {
  pages: readonly [string, ...string[]]
  assets: readonly [string, ...string[]]
  forms: readonly [string, ...string[]]
}

const SHOP = { subject: 'Northwind Outfitters', section: 'products' }
const BLOG = { subject: 'The Slow Log', section: 'articles' }
const themeOf = (server: ServerName): typeof SHOP => (server.startsWith('apache') ? BLOG : SHOP)
const NUMBERS = Array.from({ length: 24 }, (_, at) => at + 1)
const PER_PAGE = 6

export function siteMapOf(server: ServerName): SiteMap {
  const { section } = themeOf(server)
  return {
    pages: [
      '/',
      '/about.html',
      `/${section}/`,
      '/contact.html',
      '/login',
      ...NUMBERS.map((n) => `/${section}/${n}.html`),
    ],
    assets: ['/assets/style.css', '/assets/site.js', '/assets/menu.js', '/robots.txt', '/sitemap.xml', '/favicon.ico'],
    forms: ['/login', '/contact', '/search'],
  }
}

function pageOf(server: ServerName, title: string, body: string, pictures: readonly number[]): string {
  const links = siteMapOf(server).pages.slice(0, 5)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title} · ${themeOf(server).subject}</title>
<link rel="stylesheet" href="/assets/style.css"><link rel="icon" href="/favicon.ico">
<script src="/assets/menu.js"></script><script src="/assets/site.js" defer></script></head>
<body><header><h1>${themeOf(server).subject}</h1><nav>${links.map((to) => `<a href="${to}">${to}</a>`).join(' ')}</nav></header>
<main><h2>${title}</h2>${body}
${pictures.map((n) => `<img src="/assets/pictures/${n}.svg" width="160" height="120" alt="Picture ${n}">`).join('\n')}
</main></body></html>
`
}

function picture(number: number): string {
  const hue = (number * 47) % 360
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 120"><rect width="160" height="120" fill="hsl(${hue} 40% 80%)"/>
<circle cx="${20 + number * 4}" cy="60" r="30" fill="hsl(${hue} 60% 45%)"/></svg>
`
}

const FORM = `<form method="post" action="/login"><input name="user" autocomplete="username">
<input name="password" type="password" autocomplete="current-password"><button>Sign in</button></form>`

function filesOf(server: ServerName): Record<string, string> {
  const { section } = themeOf(server)
  const list = NUMBERS.map((n) => `<li><a href="/${section}/${n}.html">No. ${n}</a></li>`).join('')
  const prose = `<p>${'A page that somebody might read to its end. '.repeat(24)}</p>`
  const files: Record<string, string> = {
    'index.html': pageOf(server, 'Welcome', prose, [1, 2, 3, 4]),
    'about.html': pageOf(server, 'About us', prose.repeat(3), [5]),
    'contact.html': pageOf(
      server,
      'Contact',
      `${prose}<form method="post" action="/contact"><input name="text"></form>`,
      [],
    ),
    'login.html': pageOf(server, 'Sign in', FORM, []),
    [`${section}/index.html`]: pageOf(server, 'Everything', `<ul>${list}</ul>`, NUMBERS.slice(0, PER_PAGE)),
    'assets/style.css': `body{font:16px/1.5 system-ui;margin:2rem auto;max-width:60rem}${'nav a{padding:.2rem}'.repeat(40)}`,
    'assets/menu.js': `addEventListener('click',()=>{document.body.dataset.open='1'});${'/* menu */'.repeat(200)}`,
    'assets/site.js': `fetch('/api/stock.json').then((answer)=>answer.json()).then((stock)=>{document.body.dataset.stock=stock.items})`,
    'api/stock.json': '{"items":24}\n',
    'robots.txt': 'User-agent: *\nDisallow: /login\nSitemap: /sitemap.xml\n',
    'sitemap.xml': `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${siteMapOf(server)
      .pages.map((to) => `<url><loc>${to}</loc></url>`)
      .join('')}</urlset>\n`,
    'favicon.ico': picture(1),
  }
  for (const n of NUMBERS) {
    const near = [n, (n % 24) + 1, ((n + 6) % 24) + 1]
    files[`${section}/${n}.html`] = pageOf(server, `No. ${n}`, prose, near)
    files[`assets/pictures/${n}.svg`] = picture(n)
  }
  return files
}

/** Writes a small site that a browser loads like a real one: pages with a style sheet, scripts, pictures and a call. */
export function writeSite(folder: string, server: ServerName): void {
  for (const [name, text] of Object.entries(filesOf(server))) {
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

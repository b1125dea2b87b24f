import type { Random } from '#lab/random.ts'
import { addressOf, type Class } from './addresses.ts'
import { BROWSERS, CRAWLERS, LOGIN_GUESSERS, SCANNERS, type Client } from './clients.ts'
import { Conversation } from './conversation.ts'
import { answerOf, assetsOf, pageOf } from './site.ts'

/** Who comes, and where; `serial` counts within the class. */
export interface Visitor {
  kind: Class
  serial: number
  sensor_id: string
  host: string
  random: Random
}

const LANGUAGES = [
  'en-US,en;q=0.9',
  'fr-FR,fr;q=0.9,en;q=0.8',
  'de-DE,de;q=0.9,en;q=0.8',
  'en-GB,en;q=0.9',
  'ja,en;q=0.8',
] as const
const PROBED = [
  ...['/.env', '/.git/config', '/wp-login.php', '/wp-admin/', '/admin/', '/phpmyadmin/', '/backup.zip', '/config.php'],
  ...['/server-status', '/actuator/env', '/api/v1/users', '/cgi-bin/test.cgi', '/xmlrpc.php', '/shell.php', '/old/'],
] as const
const INJECTIONS = [
  "id=1'%20OR%20'1'='1",
  'id=1%20UNION%20SELECT%20NULL,NULL--',
  'q=%3Cscript%3Ealert(1)%3C/script%3E',
  'file=../../../../etc/passwd',
  'id=1%20AND%20SLEEP(5)',
] as const

/** What one visitor does; each class in its own way. */
export function sessionOf(visitor: Visitor): Conversation {
  return COURSES[visitor.kind](visitor)
}

const COURSES: Record<Class, (visitor: Visitor) => Conversation> = {
  humans: personOf,
  scanners: scannerOf,
  bots: crawlerOf,
  clusters: guesserOf,
}

function begin({ kind, serial, sensor_id, host, random }: Visitor, client: Client, one_request_each = false) {
  const cookie = `session=${(serial * 7919).toString(36)}`
  const language = random.pick(LANGUAGES)
  const src_ip = addressOf(kind, serial)
  return new Conversation({ sensor_id, src_ip, host, client, cookie, language, random, one_request_each })
}

function logNormal(random: Random, median_ms: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  return Math.round(median_ms * Math.exp(normal))
}

/** Pages with what belongs to them, reading in between, and for some a second visit. */
function personOf(visitor: Visitor): Conversation {
  const { random, host } = visitor
  const talk = begin(visitor, random.pick(BROWSERS))
  let at_ms = 0
  const visits = random.next() < 0.25 ? 2 : 1
  for (let visit = 0; visit < visits; visit++) {
    if (visit > 0) at_ms += Math.min(900_000, 180_000 + logNormal(random, 120_000))
    let path = random.next() < 0.4 ? '/' : pageOf(random)
    let referer = random.next() < 0.5 ? 'https://www.google.com/' : ''
    const pages = 1 + random.below(6)
    for (let page = 0; page < pages; page++) {
      at_ms = loadPage(talk, { at_ms, path, referer, first: page === 0 && visit === 0 }, visitor)
      at_ms += Math.min(240_000, 1500 + logNormal(random, 12_000))
      referer = `https://${host}${path}`
      path = pageOf(random)
    }
    if (random.next() < 0.06) signIn(talk, at_ms, visitor)
  }
  return talk
}

function loadPage(
  talk: Conversation,
  { at_ms, path, referer, first }: { at_ms: number; path: string; referer: string; first: boolean },
  { random, host }: Visitor,
): number {
  const dead = random.next() < 0.015
  const document = answerOf(path, 'document', random, dead ? 404 : 200)
  const query = path === '/search' ? `q=shoes+${random.below(50)}` : ''
  talk.ask({ at_ms, referer, query, ...document })
  let loaded_ms = at_ms + document.duration_ms + 15 + random.below(40)
  if (dead) return loaded_ms
  for (const { path: asset, kind } of assetsOf(path, first, random)) {
    loaded_ms += random.below(kind === 'fetch' ? 120 : 18)
    talk.ask({ at_ms: loaded_ms, referer: `https://${host}${path}`, ...answerOf(asset, kind, random) })
  }
  return loaded_ms
}

function signIn(talk: Conversation, at_ms: number, { random, host }: Visitor): void {
  const referer = `https://${host}/login`
  talk.ask({ at_ms, referer: `https://${host}/`, ...answerOf('/login', 'document', random) })
  const posted_ms = at_ms + 6000 + random.below(20_000)
  talk.ask({ at_ms: posted_ms, method: 'POST', referer, ...answerOf('/login', 'form', random, 302) })
  talk.ask({ at_ms: posted_ms + 90, referer, ...answerOf('/account', 'document', random) })
}

/** Word lists and injections, as fast as the tool goes; some begin with the ports. */
function scannerOf(visitor: Visitor): Conversation {
  const { random } = visitor
  const talk = begin(visitor, random.pick(SCANNERS), random.next() < 0.3)
  let at_ms = 0
  const ports = random.next() < 0.3 ? [22, 80, 443, 3306, 8080, 8443] : []
  for (const port of ports) talk.knock((at_ms += 2 + random.below(20)), port === 443 ? 'tls_only' : 'scan', port)
  const pause_ms = 8 + random.below(120)
  const asks = 30 + random.below(90)
  const injects = random.next() < 0.4
  for (let ask = 0; ask < asks; ask++) {
    at_ms += pause_ms + random.below(10)
    const word = ask % PROBED.length
    const path = ask < PROBED.length ? (PROBED[word] ?? '/') : `/${(visitor.serial + ask * 31).toString(36)}/`
    const found = random.next() < 0.06
    if (injects && ask % 2 === 0) {
      const answer = answerOf('/products/', 'document', random, found ? 500 : 200)
      talk.ask({ at_ms, query: random.pick(INJECTIONS), ...answer })
    } else talk.ask({ at_ms, ...answerOf(path, 'document', random, found ? 403 : 404) })
  }
  return talk
}

/** robots.txt first, then pages at an even pace, never what belongs to them. */
function crawlerOf(visitor: Visitor): Conversation {
  const { random, serial } = visitor
  const talk = begin(visitor, CRAWLERS[serial % CRAWLERS.length] ?? CRAWLERS[0])
  let at_ms = 0
  talk.ask({ at_ms, ...answerOf('/robots.txt', 'document', random) })
  const pages = 6 + random.below(30)
  for (let page = 0; page < pages; page++) {
    at_ms += 4000 + random.below(9000)
    talk.ask({ at_ms, ...answerOf(pageOf(random), 'document', random, random.next() < 0.03 ? 404 : 200) })
  }
  return talk
}

/** 20 to 50 passwords, all of them wrong. */
function guesserOf(visitor: Visitor): Conversation {
  const { random } = visitor
  const talk = begin(visitor, random.pick(LOGIN_GUESSERS), random.next() < 0.5)
  const guesses = 20 + random.below(31)
  const pause_ms = 250 + random.below(1500)
  for (let guess = 0; guess < guesses; guess++) {
    const at_ms = guess * pause_ms + random.below(40)
    talk.ask({ at_ms, method: 'POST', ...answerOf('/login', 'form', random, 401) })
  }
  return talk
}

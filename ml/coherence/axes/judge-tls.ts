import type { Finding } from '#db/model/evidence.ts'
import { engineOf, isBrowserFamily, isInRange, TLS13_RANGES } from '../known-families.ts'
import { readJa4, type Ja4 } from '../read-ja4.ts'
import { claimWords, isOfVersion, versionsOf, type Sight } from '../sight.ts'

/** Connections from which one order of extensions is no accident any more. */
const CONNECTIONS_TO_TELL = 3
/** Chrome shuffles its extensions at every connection from this version on. */
const FIRST_SHUFFLED = 110

/** Whether the ClientHello is one of the claimed browser's. */
export function judgeTls(sight: Sight): Finding[] {
  const { evidence, engine } = sight
  if (!evidence.has_tls) return [unknown('Plain HTTP: there is no ClientHello to compare.')]
  if (evidence.behind_proxy) return [unknown('Behind a proxy: the ClientHello is the proxy’s.')]
  const hello = readJa4(evidence.ja4)
  if (hello === null) return [unknown('The JA4 has a form that we do not know.')]
  if (engine === '') return [ofProgram(sight, hello)]
  return [ofBrowser(sight, hello), ...replayed(sight)]
}

function ofProgram({ evidence, profiles }: Sight, { cipher_hash }: Ja4): Finding {
  const [family] = knownBy(evidence.ja4, evidence.ja4_family, profiles).families
  const browser = family ?? [...(profiles.families_by_ciphers.get(cipher_hash) ?? [])][0]
  if (browser === undefined || !isBrowserFamily(browser)) {
    return fits('Claims no browser, and the ClientHello is no known browser’s.')
  }
  return unknown(`Claims no browser; the ClientHello is ${browser}’s, as of programs built on its engine.`)
}

function knownBy(ja4: string, ja4_family: string, profiles: Sight['profiles']) {
  const exact = profiles.by_ja4.get(ja4) ?? []
  const families = new Set(exact.map(({ family }) => family))
  if (families.size === 0 && ja4_family !== '') families.add(engineOf(ja4_family))
  return { exact, families }
}

function ofBrowser(sight: Sight, hello: Ja4): Finding {
  const { evidence, engine, profiles } = sight
  const claimed = claimWords(sight)
  const { exact, families } = knownBy(evidence.ja4, evidence.ja4_family, profiles)
  if (families.has(engine)) {
    const own = exact.filter(({ family }) => family === engine)
    const [first] = own
    if (first === undefined || own.some((profile) => isOfVersion(sight, profile))) {
      return fits(`Claims ${claimed}, and the ClientHello is one of ${engine}’s.`)
    }
    return misfit(`Claims ${claimed}; the ClientHello is that of ${versionsOf(first)}.`)
  }
  const [other] = families
  if (other !== undefined) return misfit(`Claims ${claimed}; the ClientHello is ${other}’s.`)
  const byCiphers = profiles.families_by_ciphers.get(hello.cipher_hash) ?? new Set<string>()
  if (byCiphers.size > 0 && !byCiphers.has(engine)) {
    return misfit(`Claims ${claimed}; the cipher suites are ${[...byCiphers].join(' or ')}’s.`)
  }
  return byStructure(claimed, engine, hello, byCiphers.has(engine))
}

function byStructure(claimed: string, engine: string, hello: Ja4, has_ciphers: boolean): Finding {
  if (!isBrowserFamily(engine)) return unknown(`No profile of ${engine} is at hand.`)
  if (hello.tls !== '13') return misfit(`Claims ${claimed}, and offers no TLS 1.3.`)
  const { ciphers, extensions } = TLS13_RANGES[engine]
  if (!isInRange(hello.ciphers, ciphers)) {
    return misfit(`Claims ${claimed}; offers ${hello.ciphers} cipher suites, ${engine} ${ciphers.join(' to ')}.`)
  }
  if (!isInRange(hello.extensions, extensions)) {
    return misfit(`Claims ${claimed}; sends ${hello.extensions} extensions, ${engine} ${extensions.join(' to ')}.`)
  }
  if (hello.alpn === '00') return misfit(`Claims ${claimed}, and offers no protocol (ALPN).`)
  return unknown(
    has_ciphers
      ? `The cipher suites are ${engine}’s; we have not seen ${engine} with these extensions.`
      : `A ClientHello that we do not know, of a size that ${engine} has too.`,
  )
}

/** A copied ClientHello comes in one order; the browser shuffles. */
function replayed({ engine, claim, feature, evidence }: Sight): Finding[] {
  if (engine !== 'Chrome' || claim.version < FIRST_SHUFFLED) return []
  const connections = Math.round(feature('tcp_conn_per_req') * evidence.hits)
  const orders = Math.round(feature('tls_ja3_per_conn') * connections)
  if (!(connections >= CONNECTIONS_TO_TELL && orders === 1)) return []
  return [misfit(`Its extensions stood in one order on ${connections} connections; Chrome shuffles them each time.`)]
}

const fits = (sentence: string): Finding => ({ axis: 'tls', fits: 1, sentence })
const misfit = (sentence: string): Finding => ({ axis: 'tls', fits: -1, sentence })
const unknown = (sentence: string): Finding => ({ axis: 'tls', fits: 0, sentence })

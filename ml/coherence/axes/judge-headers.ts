import type { Finding, SessionEvidence } from '#db/model/evidence.ts'
import type { DocumentHeaders } from '#db/model/browser-profile.ts'
import { compareHeaders } from '../compare-headers.ts'
import { headersKey } from '../profile-index.ts'
import { claimWords, type Sight } from '../sight.ts'

/** A document that browsers ask for names what it takes. */
const DOCUMENT_DESTINATIONS = ['', 'document', 'iframe', 'frame']
/** brotli over TLS: Chrome 50, Firefox 44, Safari 11. */
const BROTLI_SINCE: Readonly<Record<string, number>> = { Chrome: 50, Firefox: 44, Safari: 11 }

/** From these versions on a document has the headers of today's (Sec-Fetch came last). */
const HEADERS_SINCE: Readonly<Record<string, number>> = { Chrome: 90, Firefox: 90, Safari: 17 }

/** Whether a document's headers are those of the claimed browser, in its order. */
export function judgeHeaders(sight: Sight): Finding[] {
  const { evidence, engine } = sight
  if (evidence.header_names.length === 0) return [unknown('The headers were not kept.')]
  if (engine === '') return [ofProgram(sight)]
  if (!DOCUMENT_DESTINATIONS.includes(evidence.sec_fetch_dest)) {
    return [unknown('No page was asked for, and of other requests the headers tell less.')]
  }
  return [...byValues(sight), ...byNames(sight)]
}

/** Profiles' headers that this request can be held against. */
export function comparableHeaders({ evidence, profiles }: Sight, family: string): readonly DocumentHeaders[] {
  return profiles.headers_of.get(headersKey(family, evidence.http_version, evidence.scheme)) ?? []
}

function ofProgram(sight: Sight): Finding {
  const like = ['Chrome', 'Firefox', 'Safari'].find((family) =>
    comparableHeaders(sight, family).some(
      (expected) => expected.scheme === 'https' && compareHeaders(sight.evidence.header_names, expected).likeness > 0.9,
    ),
  )
  if (like === undefined) return fits('Claims no browser, and its headers are no browser’s.')
  return unknown(`Claims no browser; its headers are ${like}’s.`)
}

function byValues(sight: Sight): Finding[] {
  const { evidence, engine, claim } = sight
  const claimed = claimWords(sight)
  const findings: Finding[] = []
  if (!isPart(evidence) && !evidence.accept.includes('text/html')) {
    findings.push(misfit(`Claims ${claimed}, and asks for a page without Accept: text/html.`))
  }
  const since = BROTLI_SINCE[engine] ?? 0
  if (evidence.scheme === 'https' && claim.version >= since && !/\bbr\b/.test(evidence.accept_encoding)) {
    findings.push(misfit(`Claims ${claimed}, and takes no brotli over TLS.`))
  }
  return findings
}

function byNames(sight: Sight): Finding[] {
  const { evidence, engine, claim } = sight
  const claimed = claimWords(sight)
  const [nearest] = comparableHeaders(sight, engine)
    .map((expected) => compareHeaders(evidence.header_names, expected))
    .sort((one, other) => other.likeness - one.likeness)
  if (nearest === undefined) return [unknown(`No profile of ${engine} tells of such headers.`)]
  const findings: Finding[] = []
  const missing = nearest.missing.filter((name) => !(isPart(evidence) && name === 'upgrade-insecure-requests'))
  if (missing.length > 0) {
    const sentence = `Claims ${claimed}, and leaves out ${listed(missing)}.`
    findings.push(claim.version >= (HEADERS_SINCE[engine] ?? 0) ? misfit(sentence) : unknown(sentence))
  }
  // A proxy in between writes names and order anew.
  if (!evidence.behind_proxy && nearest.inverted !== null) {
    const [first, second] = nearest.inverted
    findings.push(misfit(`Claims ${claimed}, and sends ${first} before ${second}: ${engine} does not.`))
  }
  if (!evidence.behind_proxy && isCaseTold(evidence) && nearest.recased !== null) {
    findings.push(misfit(`Claims ${claimed}, and writes ${nearest.recased} in another case than ${engine}.`))
  }
  return findings.length > 0 ? findings : [fits(`The headers of a page are ${engine}’s, in ${engine}’s order.`)]
}

/** Over plain HTTP nothing says whether a page or a part of one is asked for, but what it shall be. */
function isPart({ scheme, sec_fetch_dest, accept }: SessionEvidence): boolean {
  return scheme === 'http' && sec_fetch_dest === '' && !accept.includes('text/html')
}

function isCaseTold({ http_version }: SessionEvidence): boolean {
  return http_version === '1.1'
}

function listed(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
}

const fits = (sentence: string): Finding => ({ axis: 'headers', fits: 1, sentence })
const misfit = (sentence: string): Finding => ({ axis: 'headers', fits: -1, sentence })
const unknown = (sentence: string): Finding => ({ axis: 'headers', fits: 0, sentence })

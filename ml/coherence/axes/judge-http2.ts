import type { Finding } from '#db/model/evidence.ts'
import { engineOf, isBrowserFamily } from '../known-families.ts'
import { isSameWindow, readHttp2, settingsLikeness, type Http2Opening } from '../read-http2.ts'
import { claimWords, isOfVersion, versionsOf, type Sight } from '../sight.ts'
import { MATCHER_WEIGHTS } from '../weights.ts'

const FITS_FROM = 0.95
const UNKNOWN_FROM = 0.75

/** Whether the HTTP/2 opening is one of the claimed browser's. */
export function judgeHttp2(sight: Sight): Finding[] {
  const { evidence, engine, profiles } = sight
  if (!evidence.has_h2) return [unknown('HTTP/2 was not spoken, or its opening was not seen.')]
  if (evidence.behind_proxy) return [unknown('Behind a proxy: the HTTP/2 opening is the proxy’s.')]
  const known = profiles.by_h2.get(evidence.h2_fingerprint) ?? []
  const listed = engineOf(evidence.h2_family)
  if (engine === '') {
    const browser = known[0]?.family ?? listed
    return [
      isBrowserFamily(browser)
        ? unknown(`Claims no browser; the HTTP/2 opening is ${browser}’s, as of programs built on its engine.`)
        : fits('Claims no browser, and the HTTP/2 opening is no known browser’s.'),
    ]
  }
  const claimed = claimWords(sight)
  const own = known.filter(({ family }) => family === engine)
  const [first] = own
  if (first !== undefined) {
    if (own.some((profile) => isOfVersion(sight, profile))) return [fits(`The HTTP/2 opening is ${engine}’s.`)]
    return [misfit(`Claims ${claimed}; the HTTP/2 opening is that of ${versionsOf(first)}.`)]
  }
  const other = known[0]?.family ?? listed
  if (other !== '' && other !== engine) return [misfit(`Claims ${claimed}; the HTTP/2 opening is ${other}’s.`)]
  if (other === engine) return [fits(`The HTTP/2 opening is ${engine}’s.`)]
  return [byParts(sight, claimed)]
}

function byParts({ evidence, engine, profiles }: Sight, claimed: string): Finding {
  const opening = readHttp2(evidence.h2_fingerprint)
  if (opening === null) return unknown('The HTTP/2 opening has a form that we do not know.')
  const compared = (profiles.openings_of.get(engine) ?? [])
    .map((expected) => ({ expected, likeness: openingLikeness(opening, expected) }))
    .sort((one, other) => other.likeness - one.likeness)
  const [nearest] = compared
  if (nearest === undefined) return unknown(`No profile of ${engine} tells of HTTP/2.`)
  if (nearest.likeness >= FITS_FROM) return fits(`The HTTP/2 opening is as good as ${engine}’s.`)
  const sentence = `Claims ${claimed}; ${differenceWords(opening, nearest.expected, engine)}.`
  return nearest.likeness >= UNKNOWN_FROM ? unknown(sentence) : misfit(sentence)
}

/** 0…1: the four dimensions of an HTTP/2 opening with the matcher's weights. */
function openingLikeness(one: Http2Opening, other: Http2Opening): number {
  const { h2_settings, h2_window_update, h2_pseudo_order, h2_priority } = MATCHER_WEIGHTS
  const alike =
    h2_settings * settingsLikeness(one, other) +
    h2_window_update * Number(isSameWindow(one, other)) +
    h2_pseudo_order * Number(one.pseudo_order === other.pseudo_order) +
    h2_priority * Number(one.priority === other.priority)
  return alike / (h2_settings + h2_window_update + h2_pseudo_order + h2_priority)
}

function differenceWords(seen: Http2Opening, expected: Http2Opening, engine: string): string {
  const parts: string[] = []
  if (settingsLikeness(seen, expected) < 1) parts.push(`other SETTINGS than ${engine} (${expected.settings.join(' ')})`)
  if (!isSameWindow(seen, expected)) {
    parts.push(`WINDOW_UPDATE ${seen.window_update}, ${engine} ${expected.window_update}`)
  }
  if (seen.pseudo_order !== expected.pseudo_order) parts.push(`pseudo-headers not in ${engine}’s order`)
  if (seen.priority !== expected.priority) parts.push('other PRIORITY frames')
  return parts.join(', ')
}

const fits = (sentence: string): Finding => ({ axis: 'http2', fits: 1, sentence })
const misfit = (sentence: string): Finding => ({ axis: 'http2', fits: -1, sentence })
const unknown = (sentence: string): Finding => ({ axis: 'http2', fits: 0, sentence })

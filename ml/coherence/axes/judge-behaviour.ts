import type { Finding } from '#db/model/evidence.ts'
import type { Sight } from '../sight.ts'

/** Less than this many pages tell nothing of how somebody browses. */
const PAGES_TO_TELL = 3
const REQUESTS_TO_TELL = 5
/** One sign may be a cache, a reader's extension or an odd site; several at once are none of these. */
const SIGNS_TO_TELL = 2

/** Whether the session moves as the claimed browser makes people move: what belongs to a page, links, connections, pace. */
export function judgeBehaviour(sight: Sight): Finding[] {
  const { evidence, engine } = sight
  if (engine === '') return [unknown('Claims no browser: how it moves contradicts nothing.')]
  if (evidence.documents < PAGES_TO_TELL || evidence.hits < REQUESTS_TO_TELL) {
    return [unknown('Too few pages to tell how it browses.')]
  }
  const signs = signsOf(sight)
  if (signs.length >= SIGNS_TO_TELL) return signs.map((sentence) => ({ axis: 'behaviour', fits: -1, sentence }))
  const [sign] = signs
  if (sign !== undefined) return [unknown(`${sign} That alone proves nothing.`)]
  if (!(sight.feature('req_asset_ratio') > 0)) return [unknown('Nothing in how it moves speaks for or against.')]
  return [
    { axis: 'behaviour', fits: 1, sentence: 'Loads what belongs to its pages and follows links, as browsers do.' },
  ]
}

function signsOf({ evidence, feature }: Sight): string[] {
  const signs: string[] = []
  if (feature('req_asset_ratio') === 0) {
    signs.push(`Opened ${evidence.documents} pages and loaded nothing that belongs to them.`)
  }
  if (feature('req_orphan') >= 0.8) signs.push('Came to its pages without following a link of the site.')
  if (!evidence.behind_proxy && feature('tcp_conn_per_req') >= 0.9) signs.push('Opened a connection for each request.')
  if (feature('tim_doc_cv') < 0.15) signs.push('Asked for pages at an even pace.')
  if (feature('req_odd_method') > 0.3) signs.push('Used methods that browsers seldom use.')
  if (feature('req_4xx') > 0.8 && evidence.hits >= 20) signs.push('Was refused or found nothing nearly everywhere.')
  if (feature('hdr_ua_distinct') >= Math.log(3)) signs.push('Changed its user agent more than once.')
  if (feature('req_payload') > 0.1) signs.push('Sent attack characters or asked for probed paths.')
  return signs
}

const unknown = (sentence: string): Finding => ({ axis: 'behaviour', fits: 0, sentence })

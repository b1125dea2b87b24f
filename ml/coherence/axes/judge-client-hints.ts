import type { Finding } from '#db/model/evidence.ts'
import { FIRST_VERSION_OF_ORDER, isBrandListOf, readBrands } from '../brand-list.ts'
import { claimWords, type Sight } from '../sight.ts'

/** First versions that send Sec-Fetch with every request over TLS. */
const SEC_FETCH_SINCE: Readonly<Record<string, number>> = { Chrome: 76, Firefox: 90, Safari: 17 }
const CLIENT_HINTS_SINCE = 90
/** Share of requests from which it is no odd one out (WebSocket's, an image opened in a tab). */
const SOME = 0.2
const MOST = 0.5

const BRAND_OF: Readonly<Record<string, string>> = {
  Edge: 'Microsoft Edge',
  Opera: 'Opera',
  Samsung: 'Samsung Internet',
}
const PLATFORMS_OF: Readonly<Record<string, readonly string[]>> = {
  Windows: ['Windows'],
  macOS: ['macOS'],
  Linux: ['Linux'],
  Android: ['Android'],
  ChromeOS: ['Chrome OS', 'Chromium OS'],
}

/** Whether Sec-CH-UA and Sec-Fetch are what the claimed browser sends; nobody sends them over plain HTTP. */
export function judgeClientHints(sight: Sight): Finding[] {
  const { evidence, engine } = sight
  if (engine === '') return [unknown('Claims no browser: client hints are not expected.')]
  if (evidence.header_names.length === 0) return [unknown('The headers were not kept.')]
  if (evidence.scheme !== 'https') {
    if (evidence.sec_ch_ua === '' && evidence.sec_fetch_mode === '') {
      return [unknown('Plain HTTP: browsers send no client hints.')]
    }
    return [misfit(`Claims ${claimWords(sight)}, and sends client hints over plain HTTP: no browser does.`)]
  }
  const findings = [...bySecFetch(sight), ...(engine === 'Chrome' ? byBrands(sight) : byAbsence(sight))]
  if (findings.length > 0) return findings
  return [fits(`Client hints and Sec-Fetch are as ${claimWords(sight)} sends them.`)]
}

function bySecFetch(sight: Sight): Finding[] {
  const { evidence, engine, claim, feature } = sight
  const claimed = claimWords(sight)
  const since = SEC_FETCH_SINCE[engine] ?? Infinity
  if (claim.version < since) return []
  if (evidence.sec_fetch_mode === '') return [misfit(`Claims ${claimed}, and sends no Sec-Fetch.`)]
  const findings: Finding[] = []
  if (evidence.sec_fetch_dest === 'document' && evidence.sec_fetch_mode !== 'navigate') {
    findings.push(misfit('Asks for a document without navigating to it (Sec-Fetch): no browser does.'))
  }
  if (feature('hdr_secfetch_bad') > SOME) findings.push(misfit('Its Sec-Fetch headers contradict what it asks for.'))
  if (feature('hdr_secfetch_absent') > MOST) findings.push(misfit('Most of its requests come without Sec-Fetch.'))
  return findings
}

function byAbsence(sight: Sight): Finding[] {
  if (sight.evidence.sec_ch_ua === '') return []
  return [misfit(`Claims ${claimWords(sight)}, and sends Sec-CH-UA: ${sight.engine} does not.`)]
}

function byBrands(sight: Sight): Finding[] {
  const { evidence, claim } = sight
  const claimed = claimWords(sight)
  if (claim.version < CLIENT_HINTS_SINCE) return []
  if (evidence.sec_ch_ua === '') return [misfit(`Claims ${claimed}, and sends no Sec-CH-UA.`)]
  const brands = readBrands(evidence.sec_ch_ua)
  if (brands === null) return [misfit(`Claims ${claimed}; its Sec-CH-UA is no list of brands.`)]
  const findings: Finding[] = []
  const chromium = brands.find(({ brand }) => brand === 'Chromium')
  if (Number(chromium?.version) !== claim.version) {
    findings.push(misfit(`Claims ${claimed}; its Sec-CH-UA tells of another version.`))
  } else if (claim.version >= FIRST_VERSION_OF_ORDER && !isBrandListOf(claim.version, brands)) {
    findings.push(misfit(`Claims ${claimed}; Chrome ${claim.version} writes its list of brands otherwise.`))
  }
  const brand = BRAND_OF[evidence.claimed_browser]
  if (brand !== undefined && !brands.some((each) => each.brand === brand)) {
    findings.push(misfit(`Claims ${claimed}; its Sec-CH-UA does not name ${brand}.`))
  }
  return [...findings, ...bySystem(sight)]
}

function bySystem({ evidence, claim }: Sight): Finding[] {
  const findings: Finding[] = []
  const platforms = PLATFORMS_OF[evidence.claimed_os]
  const platform = evidence.sec_ch_ua_platform.replaceAll('"', '')
  if (platforms !== undefined && platform !== '' && !platforms.includes(platform)) {
    findings.push(misfit(`The user agent says ${evidence.claimed_os}, Sec-CH-UA-Platform another system.`))
  }
  if (evidence.sec_ch_ua_mobile !== '' && (evidence.sec_ch_ua_mobile === '?1') !== claim.is_mobile) {
    findings.push(misfit('User agent and Sec-CH-UA-Mobile contradict each other about being a telephone.'))
  }
  return findings
}

const fits = (sentence: string): Finding => ({ axis: 'client_hints', fits: 1, sentence })
const misfit = (sentence: string): Finding => ({ axis: 'client_hints', fits: -1, sentence })
const unknown = (sentence: string): Finding => ({ axis: 'client_hints', fits: 0, sentence })

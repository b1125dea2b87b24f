import { clickhouseFor } from '../clickhouse/client.ts'

/** One lookup in each dictionary, which builds those that are not built yet: else the first insert after a start waits seconds for it. */
const LOOK_UPS = `
  SELECT
      dictGet('ja4_processing.dict_iplocate_asn', 'asn', toIPv6('::1')),
      dictGet('ja4_processing.dict_asn_reputation', 'label', toUInt64(0)),
      dictGet('ja4_processing.dict_bot_ip', 'bot_name', toIPv6('::1')),
      dictGet('ja4_processing.dict_crawler_ip', 'crawler', toIPv6('::1')),
      dictGet('ja4_processing.dict_block_ip', 'lists', toIPv6('::1')),
      dictGet('ja4_processing.dict_cloud_ip', 'provider', toIPv6('::1')),
      dictGet('ja4_processing.dict_bot_ja4', 'bot_name', ''),
      dictGet('ja4_processing.dict_browser_ja4', 'browser_family', ''),
      dictGet('ja4_processing.dict_browser_h2', 'browser_family', '')
`

/** Throws when a dictionary cannot be built: then no insert would pass either. */
export async function warmDictionaries(): Promise<void> {
  const answer = await clickhouseFor('writer').query({ query: LOOK_UPS, format: 'JSONEachRow' })
  await answer.text()
}

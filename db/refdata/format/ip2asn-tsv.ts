import { blocksOfRange, blockText } from '../address-block.ts'
import { AsnPrefixRow } from '../reference-row.ts'
import { linesOf } from './lines-of.ts'

/** `first address, last address, AS number, country, description`, as iptoasn.com publishes it; null is a bad line. */
export async function* readIp2asnTsv(pieces: AsyncIterable<string>): AsyncGenerator<AsnPrefixRow | null> {
  for await (const line of linesOf(pieces)) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const [first = '', last = '', asn = '', country_code = '', description = ''] = line.split('\t')
    // Space that nobody announces.
    if (asn === '0') continue
    const blocks = /^\d+$/.test(asn) ? blocksOfRange(first, last) : undefined
    // "GOOGLE" or "GOOGLE - Google LLC" or "CLOUDFLARENET Cloudflare": the name is the first word.
    const name = /^[A-Za-z0-9_.-]+/.exec(description)?.[0] ?? ''
    const told = { asn, country_code, name, org: description.replace(/^[A-Za-z0-9_.-]+ - /, '') }
    const row = blocks && AsnPrefixRow.safeParse({ prefix: '', ...told })
    if (!row?.success || !blocks) {
      yield null
      continue
    }
    for (const block of blocks) yield { ...row.data, prefix: blockText(block) }
  }
}

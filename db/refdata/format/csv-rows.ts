import { z } from 'zod'
import { blockText, parseBlock } from '../address-block.ts'
import type { ListDefinition } from '../list-definition.ts'
import { AsnLabelRow, AsnPrefixRow, FingerprintRow, IpListRow, type ReferenceRow } from '../reference-row.ts'
import { readHeadedCsv } from './headed-csv.ts'
import { linesOf } from './lines-of.ts'

type Rows<Row extends ReferenceRow> = AsyncGenerator<Row | null>

export async function* readAsnPrefixCsv(pieces: AsyncIterable<string>): Rows<AsnPrefixRow> {
  for await (const { network, prefix, ...rest } of readHeadedCsv(pieces)) {
    const block = parseBlock(network ?? prefix ?? '')
    const row = AsnPrefixRow.safeParse({ ...rest, prefix: block ? blockText(block) : '' })
    if (row.success && row.data.asn === 0) continue
    yield block && row.success ? row.data : null
  }
}

export async function* readAsnLabelCsv(pieces: AsyncIterable<string>): Rows<AsnLabelRow> {
  for await (const { asn, ...rest } of readHeadedCsv(pieces)) {
    const row = AsnLabelRow.safeParse({ ...rest, asn: asn?.replace(/^AS/i, '') })
    yield row.success ? row.data : null
  }
}

export async function* readFingerprintCsv(pieces: AsyncIterable<string>): Rows<FingerprintRow> {
  for await (const record of readHeadedCsv(pieces)) {
    const row = FingerprintRow.safeParse(record)
    yield row.success && isFingerprint(row.data) ? row.data : null
  }
}

const JA4 = /^[tqd][0-9s][0-9][di][0-9]{4}[0-9a-zA-Z]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/
const HTTP2 = /^[\d:;]*\|\d+\|[\d:,]+\|[a-z](,[a-z])*$/

function isFingerprint({ kind, fingerprint }: FingerprintRow): boolean {
  return kind === 'browser_h2' ? HTTP2.test(fingerprint) : JA4.test(fingerprint)
}

const Cell = z.string().max(300)

/** Headed or not: a first line without an address is the header. */
export async function* readPrefixCsv(
  pieces: AsyncIterable<string>,
  { kind, label }: Pick<ListDefinition, 'kind' | 'label'>,
): Rows<IpListRow> {
  let named = false
  let first = true
  for await (const line of linesOf(pieces)) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const [text = '', second = ''] = line.split(',').map((cell) => cell.trim().replaceAll('"', ''))
    const block = parseBlock(text)
    if (first && !block && !/\d/.test(text)) named = /^(name|bot_name|crawler|provider)$/.test(second)
    else {
      const row = IpListRow.safeParse({
        prefix: block ? blockText(block) : '',
        kind,
        name: named ? Cell.parse(second) : label,
      })
      yield block && row.success ? row.data : null
    }
    first = false
  }
}

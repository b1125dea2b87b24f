import { readAsnLabelCsv, readAsnPrefixCsv, readFingerprintCsv, readPrefixCsv } from './format/csv-rows.ts'
import { readIp2asnTsv } from './format/ip2asn-tsv.ts'
import { readPrefixJson } from './format/prefix-json.ts'
import { readPrefixLines } from './format/prefix-lines.ts'
import type { ListDefinition } from './list-definition.ts'
import type { ReferenceRow } from './reference-row.ts'
import { textOf } from './unpack.ts'

/** The rows of a list's file; null stands for a line that could not be read. */
export function readList(file: string, definition: ListDefinition): AsyncGenerator<ReferenceRow | null> {
  const pieces = textOf(file, definition)
  switch (definition.format) {
    case 'ip2asn_tsv':
      return readIp2asnTsv(pieces)
    case 'asn_prefix_csv':
      return readAsnPrefixCsv(pieces)
    case 'asn_label_csv':
      return readAsnLabelCsv(pieces)
    case 'fingerprint_csv':
      return readFingerprintCsv(pieces)
    case 'prefix_csv':
      return readPrefixCsv(pieces, definition)
    case 'prefix_lines':
      return readPrefixLines(pieces, definition)
    case 'prefix_json':
      return readPrefixJson(pieces, definition)
  }
}

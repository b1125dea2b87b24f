import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ListDefinition } from './list-definition.ts'

const DIRECTORY = join(import.meta.dirname, 'bundled')

/** How the file of a list is read that comes with the product: always our own CSV, whatever the publisher's format is. */
export function bundledOf(definition: ListDefinition): { definition: ListDefinition; file: string } | undefined {
  const file = join(DIRECTORY, `${definition.name}.csv`)
  if (!existsSync(file)) return undefined
  return {
    file,
    definition: {
      ...definition,
      format: formatOf(definition),
      rows_min: 1,
      anchors: [],
      bad_lines_share: 0,
      broadest_ipv4: 8,
      licence: 'bundled with Vigie: db/refdata/bundled/README.md',
    },
  }
}

function formatOf({ kind }: ListDefinition): ListDefinition['format'] {
  switch (kind) {
    case 'asn':
      return 'asn_prefix_csv'
    case 'asn_labels':
      return 'asn_label_csv'
    case 'fingerprints':
      return 'fingerprint_csv'
    case 'bot':
    case 'crawler':
    case 'block':
    case 'cloud':
      return 'prefix_csv'
  }
}

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { bundledOf } from './bundled-lists.ts'
import { configuredLists } from './config.ts'
import type { ListDefinition } from './list-definition.ts'
import { storeList } from './store-list.ts'
import { warmDictionaries } from './warm-dictionaries.ts'
import { knownLists, type KnownList } from './versions.ts'

/**
 * Gives every list that has nothing yet the small set that comes with the product, and refreshes it where it is
 * older than the product's; what was downloaded stays. Quick when there is nothing to do.
 */
export async function loadBundledWhereEmpty(report: (line: string) => void = () => undefined): Promise<void> {
  await loadBundled(report, (known) => known.origin === 'bundled')
  await warmDictionaries()
}

/** The small set in place of whatever is there. */
export async function loadBundledAnew(report: (line: string) => void): Promise<void> {
  await loadBundled(report, () => true)
}

async function loadBundled(report: (line: string) => void, mayReplace: (known: KnownList) => boolean): Promise<void> {
  const known = await knownLists()
  for (const list of configuredLists()) {
    const bundled = list.enabled ? bundledOf(list) : undefined
    if (!bundled) continue
    const { definition, file } = bundled
    const previous = known.get(list.name)
    const there = previous && previous.version > 0 ? previous : undefined
    const provenance = provenanceOf(definition, file)
    if (there && (!mayReplace(there) || there.sha256 === provenance.sha256)) continue
    const { rows } = await storeList(definition, file, provenance, {
      previous,
      acceptChange: true,
      onRows: () => undefined,
    })
    report(`reference data: ${list.title}: ${rows} rows that come with the product`)
  }
}

function provenanceOf({ name }: ListDefinition, file: string) {
  const bytes = readFileSync(file)
  return {
    origin: 'bundled' as const,
    source: `db/refdata/bundled/${name}.csv`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    etag: '',
    last_modified: '',
    bytes: bytes.length,
  }
}

import { z } from 'zod'
import { clickhouseFor } from '../clickhouse/client.ts'
import { defineInsert } from '../clickhouse/define-insert.ts'
import { listReferenceLists } from '../clickhouse/health/list-reference-lists.ts'
import type { ListKind } from './list-definition.ts'
import { TABLE_OF, type ReferenceRow } from './reference-row.ts'

/** An attempt to bring a list up to date, as kept in ref_versions. */
const Attempt = z.object({
  list: z.string(),
  attempted_at: z.string(),
  outcome: z.enum(['loaded', 'unchanged', 'failed']),
  version: z.number().int(),
  rows: z.number().int(),
  origin: z.enum(['bundled', 'downloaded', 'file']),
  source: z.string(),
  licence: z.string(),
  supersedes: z.array(z.string()),
  precedence: z.number().int(),
  sha256: z.string(),
  etag: z.string(),
  last_modified: z.string(),
  bytes: z.number().int(),
  duration_ms: z.number().int(),
  detail: z.string(),
})
export type Attempt = z.infer<typeof Attempt>

export const tellAttempt = defineInsert({ table: 'ja4_processing.ref_versions', row: Attempt })

export type KnownList = Awaited<ReturnType<typeof listReferenceLists>>[number]

export async function knownLists(): Promise<Map<string, KnownList>> {
  return new Map((await listReferenceLists({})).map((known) => [known.list, known]))
}

/** Rows of a version that does not count yet. */
export async function insertRows(
  kind: ListKind,
  list: string,
  version: number,
  rows: readonly ReferenceRow[],
): Promise<void> {
  if (rows.length === 0) return
  await clickhouseFor('writer').insert({
    table: TABLE_OF[kind],
    values: rows.map((row) => ({ list, version, ...row })),
    format: 'JSONEachRow',
  })
}

const Held = z.object({ version: z.coerce.number().int() })

/** Removes the versions of a list that nobody will want again: all but the given ones. */
export async function dropVersions(kind: ListKind, list: string, keep: readonly number[]): Promise<void> {
  const client = clickhouseFor('migrator')
  const query = `SELECT DISTINCT toString(version) AS version FROM ${TABLE_OF[kind]} WHERE list = {list: String}`
  const answer = await client.query({ query, query_params: { list }, format: 'JSONEachRow' })
  for (const { version } of z.array(Held).parse(await answer.json())) {
    if (keep.includes(version)) continue
    await client.command({
      query: `ALTER TABLE ${TABLE_OF[kind]} DROP PARTITION tuple({list: String}, {version: UInt64})`,
      query_params: { list, version },
    })
  }
}

const DICTIONARIES: Record<ListKind, readonly string[]> = {
  asn: ['dict_iplocate_asn'],
  asn_labels: ['dict_asn_reputation'],
  bot: ['dict_bot_ip'],
  crawler: ['dict_crawler_ip'],
  block: ['dict_block_ip'],
  cloud: ['dict_cloud_ip'],
  fingerprints: ['dict_bot_ja4', 'dict_browser_ja4', 'dict_browser_h2'],
}

/** Makes lookups see what counts now; throws when a dictionary cannot be built of it and keeps what it had. */
export async function reloadDictionaries(kind: ListKind): Promise<void> {
  for (const name of DICTIONARIES[kind]) {
    await clickhouseFor('migrator').command({
      query: `SYSTEM RELOAD DICTIONARY ja4_processing.${name}`,
      clickhouse_settings: { max_execution_time: 0 },
    })
  }
}

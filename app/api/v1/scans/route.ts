import { z } from 'zod'
import { listScans } from '#db/clickhouse/groups/list-scans.ts'
import { ScanPage } from '#db/model/scan.ts'
import { asOf } from '../../as-of.ts'
import { defineRoute, nothing } from '../../handler.ts'
import { readPage } from '../../read-page.ts'

const Key = z.object({ after_detected_at: z.string(), after_scan_id: z.string() })

export const GET = defineRoute(
  {
    summary: 'Scanners: one word list tried on several hosts, the newest first',
    access: 'sessions:read',
    params: nothing,
    query: z.object({
      since: z.iso.datetime().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
      cursor: z.string().max(1000).optional(),
    }),
    body: nothing,
    answer: { status: 200, description: 'One page; `next` is the cursor of the following one', schema: ScanPage },
  },
  async ({ query: { limit, cursor, ...filter }, url }) => {
    const [{ rows: data, next, headers }, as_of] = await Promise.all([
      readPage(
        { binding: { list: 'scans', ...filter }, key: Key, cursor, limit, url },
        (after, count) => listScans({ ...filter, ...after, limit: count }),
        ({ detected_at, scan_id }) => ({ after_detected_at: detected_at, after_scan_id: scan_id }),
      ),
      asOf(),
    ])
    return { body: { data, next, as_of }, headers }
  },
)

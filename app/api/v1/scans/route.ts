import { z } from 'zod'
import { listScans } from '#db/clickhouse/groups/list-scans.ts'
import { ScanPage } from '#db/model/scan.ts'
import { asOf } from '../../as-of.ts'
import { decodeCursor, encodeCursor } from '../../cursor.ts'
import { defineRoute, nothing } from '../../handler.ts'
import { nextLink } from '../../next-link.ts'

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
    const binding = { list: 'scans', ...filter }
    const key = cursor === undefined ? {} : decodeCursor(binding, cursor, Key)
    const [rows, as_of] = await Promise.all([listScans({ ...filter, ...key, limit: limit + 1 }), asOf()])
    const data = rows.slice(0, limit)
    const last = data.at(-1)
    const next =
      rows.length <= limit || last === undefined
        ? null
        : encodeCursor(binding, {
            after_detected_at: last.detected_at,
            after_scan_id: last.scan_id,
          } satisfies z.infer<typeof Key>)
    return { body: { data, next, as_of }, headers: nextLink(url, next) }
  },
)

import { z } from 'zod'
import { defineQuery } from '#db/clickhouse/define-query.ts'

/** Rows of one sensor's name that came in raw since a time, and those that could not be typed. */
export const countRaw = defineQuery({
  name: 'countRaw',
  params: z.object({ sensor_id: z.string(), since: z.iso.datetime() }),
  row: z.object({ raw: z.number().int(), dead: z.number().int() }),
  role: 'writer',
  sql: `
    WITH concat('"sensor_id":"', {sensor_id: String}, '"') AS own
    SELECT
      (SELECT count() FROM ja4_logs.http_logs_raw
        WHERE ingest_time >= parseDateTimeBestEffort({since: String}, 'UTC') AND position(raw_json, own) > 0) AS raw,
      (SELECT count() FROM ja4_logs.dead_letters
        WHERE ingest_time >= parseDateTimeBestEffort({since: String}, 'UTC') AND position(raw_json, own) > 0) AS dead
  `,
})

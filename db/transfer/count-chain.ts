import { z } from 'zod'
import { defineQuery } from '../clickhouse/define-query.ts'

const Count = z.number().int()

/** Requests between two hours as the typed table and each aggregate tell them: seven equal numbers when the chain is whole. */
export const countChain = defineQuery({
  name: 'countChain',
  params: z.object({ since: z.iso.datetime(), until: z.iso.datetime() }),
  row: z.object({
    http_logs: Count,
    agg_host_ip_ja4_1h: Count,
    agg_request_timing_1h: Count,
    agg_header_fingerprint_1h: Count,
    agg_ip_behavior_1h: Count,
    agg_ip_behavior_1m: Count,
    agg_traffic_1m: Count,
  }),
  role: 'writer',
  sql: `
    WITH
      toStartOfHour(parseDateTimeBestEffort({since: String}, 'UTC')) AS first_hour,
      toStartOfHour(parseDateTimeBestEffort({until: String}, 'UTC')) AS last_hour
    SELECT
      (SELECT count() FROM ja4_logs.http_logs
        WHERE type = 'request' AND toStartOfHour(time) BETWEEN first_hour AND last_hour) AS http_logs,
      (SELECT sum(hits) FROM ja4_processing.agg_host_ip_ja4_1h
        WHERE window_start BETWEEN first_hour AND last_hour) AS agg_host_ip_ja4_1h,
      (SELECT sum(hits) FROM ja4_processing.agg_request_timing_1h
        WHERE window_start BETWEEN first_hour AND last_hour) AS agg_request_timing_1h,
      (SELECT sum(hits) FROM ja4_processing.agg_header_fingerprint_1h
        WHERE window_start BETWEEN first_hour AND last_hour) AS agg_header_fingerprint_1h,
      (SELECT sum(hits) FROM ja4_processing.agg_ip_behavior_1h
        WHERE window_start BETWEEN first_hour AND last_hour) AS agg_ip_behavior_1h,
      (SELECT sum(hits) FROM ja4_processing.agg_ip_behavior_1m
        WHERE toStartOfHour(minute) BETWEEN first_hour AND last_hour) AS agg_ip_behavior_1m,
      (SELECT sum(hits) FROM ja4_processing.agg_traffic_1m
        WHERE toStartOfHour(minute) BETWEEN first_hour AND last_hour) AS agg_traffic_1m
  `,
})

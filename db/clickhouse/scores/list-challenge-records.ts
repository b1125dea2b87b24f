import { z } from 'zod'
import { ChallengeRecord } from '../../model/challenge.ts'
import { defineQuery } from '../define-query.ts'

/** What challenges said of each address in an hour, by host. */
export const listChallengeRecords = defineQuery({
  name: 'listChallengeRecords',
  params: z.object({ window_start: z.iso.datetime() }),
  row: ChallengeRecord,
  sql: `
    SELECT
        vigie_ip_text(told.src_ip) AS src_ip,
        told.host AS host,
        sum(told.served) AS served,
        sum(told.passed) AS passed,
        sum(told.failed) AS failed,
        sum(told.denied) AS denied,
        sum(told.allowed) AS allowed,
        max(told.deny_rule) AS deny_rule,
        max(told.allow_rule) AS allow_rule
    FROM ja4_processing.challenge_results AS told
    WHERE told.window_start = toDateTime(vigie_time({window_start: String}), 'UTC')
    GROUP BY told.src_ip, told.host
  `,
})

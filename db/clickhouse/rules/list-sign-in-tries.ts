import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** The sign-ins of one session, with those of its address on the same host and on all hosts. */
const SignInTries = z.object({
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  tries: z.number(),
  refused: z.number(),
  accepted: z.number(),
  /** Credentials in an Authorization header that were refused, each counted once. */
  credentials: z.number(),
  /** One was accepted after three that were refused. */
  is_accepted_late: z.number(),
  /** The address signs in twice as often as must be refused, every ten seconds or faster, without Sec-Fetch and without loading what belongs to a page. */
  is_program: z.number(),
})
export type SignInTries = z.infer<typeof SignInTries>

/**
 * Sessions since a time of addresses that were refused at least `refused_min` times in an hour, or that a program signs in from. A page as the answer counts as
 * refused when it is about as long as most of those that the address got; a header's credential that is sent again is one try.
 */
export const listSignInTries = defineQuery({
  name: 'listSignInTries',
  params: z.object({
    since: z.iso.datetime(),
    refused_min: z.number().int().min(1),
    limit: z.number().int().min(1).max(100_000),
  }),
  row: SignInTries,
  sql: `
    WITH
        suspects AS
        (
            SELECT toStartOfHour(minutes.minute), minutes.src_ip
            FROM ja4_processing.agg_ip_behavior_1m AS minutes
            WHERE minutes.minute >= toStartOfHour(vigie_time({since: String}))
              AND (minutes.count_login_post > 0 OR minutes.count_401_403 > 0)
            GROUP BY toStartOfHour(minutes.minute), minutes.src_ip
            HAVING greatest(sum(minutes.count_login_post), sum(minutes.count_401_403)) >= {refused_min: UInt32}
        ),
        sized AS
        (
            SELECT
                signs.*,
                medianExactIf(answer_size, answer = 'form') OVER (PARTITION BY window_start, src_ip, host, path) AS usual_size,
                countIf(answer = 'form') OVER (PARTITION BY window_start, src_ip, host, path) AS forms
            FROM ja4_processing.view_sign_ins AS signs
            WHERE signs.time >= toStartOfHour(vigie_time({since: String}))
              AND (toStartOfHour(signs.time), signs.src_ip) IN suspects
        ),
        clients AS
        (
            SELECT
                agg.window_start AS hours,
                agg.src_ip AS address,
                agg.ja4 AS client,
                agg.host AS site,
                sum(agg.count_no_sec_fetch) >= 0.9 * sum(agg.hits) AND sum(agg.count_asset) <= 0.05 * sum(agg.hits) AS is_bare
            FROM ja4_processing.agg_host_ip_ja4_1h AS agg
            WHERE agg.window_start >= toStartOfHour(vigie_time({since: String})) AND (agg.window_start, agg.src_ip) IN suspects
            GROUP BY agg.window_start, agg.src_ip, agg.ja4, agg.host
        ),
        judged AS
        (
            SELECT
                *,
                answer = 'refused' OR answer = 'form' AND forms >= 3 AND abs(toInt64(answer_size) - toInt64(usual_size)) <= 1 + usual_size / 100 AS is_refused
            FROM sized
        )
    SELECT
        vigie_time_text(told.hours) AS window_start,
        vigie_ip_text(told.address) AS src_ip,
        told.client AS ja4,
        told.site AS host,
        vigie_time_text(began) AS started_at,
        vigie_time_text(ended) AS ended_at,
        form_tries + credentials AS tries,
        form_refused + credentials AS refused,
        accepted,
        credentials,
        toUInt8(accepted > 0 AND arrayCount(each -> each < last_accepted, refusals) >= 3) AS is_accepted_late,
        toUInt8(
            clients.is_bare AND form_pages > 0
                AND sumIf(form_pages, clients.is_bare) OVER of_client >= 2 * {refused_min: UInt32}
                AND dateDiff('second', min(began) OVER of_client, max(ended) OVER of_client) <= 10 * sumIf(form_pages, clients.is_bare) OVER of_client
        ) AS is_program
    FROM
    (
        SELECT
            judged.window_start AS hours,
            judged.src_ip AS address,
            judged.ja4 AS client,
            judged.host AS site,
            min(judged.time) AS began,
            max(judged.time) AS ended,
            countIf(is_form) AS form_tries,
            countIf(is_form AND (answer = 'form' OR status_code BETWEEN 300 AND 399)) AS form_pages,
            countIf(is_form AND is_refused) AS form_refused,
            countIf(answer = 'accepted') AS accepted,
            uniqExactIf(credential, credential != '') AS credentials,
            maxIf(judged.time, answer = 'accepted') AS last_accepted,
            groupArrayIf(1000)(judged.time, is_refused) AS refusals,
            sum(form_refused + credentials) OVER (PARTITION BY judged.window_start, judged.src_ip) AS of_address
        FROM judged
        GROUP BY judged.window_start, judged.src_ip, judged.ja4, judged.host
    ) AS told
    LEFT JOIN clients ON clients.hours = told.hours AND clients.address = told.address AND clients.client = told.client AND clients.site = told.site
    WINDOW of_client AS (PARTITION BY told.hours, told.address)
    QUALIFY of_address >= {refused_min: UInt32} AND refused > 0 OR is_program
    ORDER BY of_address DESC, src_ip, host, ja4
    LIMIT {limit: UInt32}
  `,
})

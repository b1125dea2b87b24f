-- What the files before this one keep elsewhere.
DROP TABLE IF EXISTS ja4_processing.agg_session_claims_1h;

ALTER TABLE ja4_processing.mv_agg_ip_behavior_1h MODIFY QUERY
SELECT
    toStartOfHour(facts.time) AS window_start,
    src_ip,
    min(facts.time) AS started_at,
    max(facts.time) AS ended_at,
    countIf(type = 'request') AS hits,
    countIf(is_post) AS count_post,
    countIf(is_login_post) AS count_login_post,
    countIf(status_code > 0) AS count_answered,
    countIf(status_code BETWEEN 400 AND 499) AS count_4xx,
    countIf(status_code >= 500) AS count_5xx,
    countIf(is_payload) AS count_payload,
    sum(facts.bytes_in) AS bytes_in,
    sum(facts.bytes_out) AS bytes_out,
    groupBitOr(if(type = 'request', bitShiftLeft(toUInt64(1), toMinute(facts.time)), 0)) AS active_minutes,
    uniqCombinedIfState(12)(toString(ja4), type = 'request' AND ja4 != '') AS ja4s,
    uniqCombinedIfState(12)(toString(user_agent), type = 'request') AS user_agents,
    uniqCombinedIfState(12)(toString(host), type = 'request') AS hosts
FROM ja4_processing.request_facts AS facts
GROUP BY window_start, src_ip;

ALTER TABLE ja4_processing.agg_ip_behavior_1h
    DROP COLUMN IF EXISTS connections_seen,
    DROP COLUMN IF EXISTS count_upgraded,
    DROP COLUMN IF EXISTS count_slowloris,
    DROP COLUMN IF EXISTS count_half_open,
    DROP COLUMN IF EXISTS count_tls_only,
    DROP COLUMN IF EXISTS count_scan,
    DROP COLUMN IF EXISTS count_not_http,
    DROP COLUMN IF EXISTS last_connection_at,
    DROP COLUMN IF EXISTS ports;

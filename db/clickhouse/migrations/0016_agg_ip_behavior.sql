-- An address over all hosts and fingerprints, its connections without a request among them.
CREATE TABLE IF NOT EXISTS ja4_processing.agg_ip_behavior_1h
(
    window_start DateTime('UTC'),
    src_ip IPv6,
    started_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    ended_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    hits SimpleAggregateFunction(sum, UInt64),
    count_post SimpleAggregateFunction(sum, UInt64),
    count_login_post SimpleAggregateFunction(sum, UInt64),
    count_answered SimpleAggregateFunction(sum, UInt64),
    count_4xx SimpleAggregateFunction(sum, UInt64),
    count_5xx SimpleAggregateFunction(sum, UInt64),
    count_payload SimpleAggregateFunction(sum, UInt64),
    connections_seen SimpleAggregateFunction(sum, UInt64), -- rows of type connection; by state:
    count_upgraded SimpleAggregateFunction(sum, UInt64),
    count_slowloris SimpleAggregateFunction(sum, UInt64),
    count_half_open SimpleAggregateFunction(sum, UInt64),
    count_tls_only SimpleAggregateFunction(sum, UInt64),
    count_scan SimpleAggregateFunction(sum, UInt64),
    count_not_http SimpleAggregateFunction(sum, UInt64),
    bytes_in SimpleAggregateFunction(sum, UInt64), -- of connections, as their rows tell
    bytes_out SimpleAggregateFunction(sum, UInt64),
    last_connection_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')), -- 1970 when none
    active_minutes SimpleAggregateFunction(groupBitOr, UInt64), -- bit n: a request in minute n of the hour
    ports AggregateFunction(uniqCombined(12), IPv6, UInt16), -- (dst_ip, dst_port) of connections
    ja4s AggregateFunction(uniqCombined(12), String), -- of requests, plain ones left out
    user_agents AggregateFunction(uniqCombined(12), String),
    hosts AggregateFunction(uniqCombined(12), String)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip)
TTL window_start + INTERVAL 30 DAY
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1,
    ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_processing.mv_agg_ip_behavior_1h TO ja4_processing.agg_ip_behavior_1h AS
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
    countIf(type = 'connection') AS connections_seen,
    countIf(connection_state = 'upgraded') AS count_upgraded,
    countIf(connection_state = 'slowloris') AS count_slowloris,
    countIf(connection_state = 'half_open') AS count_half_open,
    countIf(connection_state = 'tls_only') AS count_tls_only,
    countIf(connection_state = 'scan') AS count_scan,
    countIf(connection_state = 'not_http') AS count_not_http,
    sum(facts.bytes_in) AS bytes_in,
    sum(facts.bytes_out) AS bytes_out,
    maxIf(facts.time, type = 'connection') AS last_connection_at,
    groupBitOr(if(type = 'request', bitShiftLeft(toUInt64(1), toMinute(facts.time)), 0)) AS active_minutes,
    uniqCombinedIfState(12)(dst_ip, dst_port, type = 'connection') AS ports,
    uniqCombinedIfState(12)(toString(ja4), type = 'request' AND ja4 != '') AS ja4s,
    uniqCombinedIfState(12)(toString(user_agent), type = 'request') AS user_agents,
    uniqCombinedIfState(12)(toString(host), type = 'request') AS hosts
FROM ja4_processing.request_facts AS facts
GROUP BY window_start, src_ip;

-- An address on a host by the minute, for what must be noticed within one: log-ins tried, paths probed, floods.
CREATE TABLE IF NOT EXISTS ja4_processing.agg_ip_behavior_1m
(
    minute DateTime('UTC'),
    src_ip IPv6,
    host LowCardinality(String),
    hits SimpleAggregateFunction(sum, UInt64),
    count_post SimpleAggregateFunction(sum, UInt64),
    count_login_post SimpleAggregateFunction(sum, UInt64),
    count_answered SimpleAggregateFunction(sum, UInt64),
    count_4xx SimpleAggregateFunction(sum, UInt64),
    count_401_403 SimpleAggregateFunction(sum, UInt64),
    count_404 SimpleAggregateFunction(sum, UInt64),
    count_payload SimpleAggregateFunction(sum, UInt64),
    uniq_paths AggregateFunction(uniqCombined(12), String)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(minute)
ORDER BY (minute, src_ip, host)
TTL minute + INTERVAL 3 DAY
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1,
    ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_processing.mv_agg_ip_behavior_1m TO ja4_processing.agg_ip_behavior_1m AS
SELECT
    toStartOfMinute(facts.time) AS minute,
    src_ip,
    host,
    count() AS hits,
    countIf(is_post) AS count_post,
    countIf(is_login_post) AS count_login_post,
    countIf(status_code > 0) AS count_answered,
    countIf(status_code BETWEEN 400 AND 499) AS count_4xx,
    countIf(status_code IN (401, 403)) AS count_401_403,
    countIf(status_code = 404) AS count_404,
    countIf(is_payload) AS count_payload,
    uniqCombinedState(12)(path) AS uniq_paths
FROM ja4_processing.request_facts AS facts
WHERE type = 'request'
GROUP BY minute, src_ip, host;

-- What each host served by the minute; few rows, so that a month's series is read at once.
CREATE TABLE IF NOT EXISTS ja4_processing.agg_traffic_1m
(
    minute DateTime('UTC'),
    host LowCardinality(String), -- of a connection without a request as http_logs says, mostly empty
    hits SimpleAggregateFunction(sum, UInt64),
    count_2xx SimpleAggregateFunction(sum, UInt64),
    count_3xx SimpleAggregateFunction(sum, UInt64),
    count_4xx SimpleAggregateFunction(sum, UInt64),
    count_5xx SimpleAggregateFunction(sum, UInt64),
    count_h2 SimpleAggregateFunction(sum, UInt64),
    sum_response_bytes SimpleAggregateFunction(sum, UInt64),
    count_duration SimpleAggregateFunction(sum, UInt64), -- answers whose time is known; the divisor of:
    sum_duration_ms SimpleAggregateFunction(sum, Float64),
    connections_seen SimpleAggregateFunction(sum, UInt64), -- rows of type connection; by state:
    count_requests_state SimpleAggregateFunction(sum, UInt64),
    count_upgraded SimpleAggregateFunction(sum, UInt64),
    count_slowloris SimpleAggregateFunction(sum, UInt64),
    count_half_open SimpleAggregateFunction(sum, UInt64),
    count_tls_only SimpleAggregateFunction(sum, UInt64),
    count_scan SimpleAggregateFunction(sum, UInt64),
    count_not_http SimpleAggregateFunction(sum, UInt64),
    bytes_in SimpleAggregateFunction(sum, UInt64), -- of connections, as their rows tell
    bytes_out SimpleAggregateFunction(sum, UInt64),
    addresses AggregateFunction(uniqCombined(12), IPv6)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(minute)
ORDER BY (minute, host)
TTL minute + INTERVAL 30 DAY
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1,
    ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_processing.mv_agg_traffic_1m TO ja4_processing.agg_traffic_1m AS
SELECT
    toStartOfMinute(facts.time) AS minute,
    host,
    countIf(type = 'request') AS hits,
    countIf(status_code BETWEEN 200 AND 299) AS count_2xx,
    countIf(status_code BETWEEN 300 AND 399) AS count_3xx,
    countIf(status_code BETWEEN 400 AND 499) AS count_4xx,
    countIf(status_code >= 500) AS count_5xx,
    countIf(is_h2) AS count_h2,
    sumIf(response_bytes, type = 'request') AS sum_response_bytes,
    countIf(type = 'request' AND duration_ms >= 0) AS count_duration,
    sumIf(toFloat64(duration_ms), type = 'request' AND duration_ms >= 0) AS sum_duration_ms,
    countIf(type = 'connection') AS connections_seen,
    countIf(connection_state = 'requests') AS count_requests_state,
    countIf(connection_state = 'upgraded') AS count_upgraded,
    countIf(connection_state = 'slowloris') AS count_slowloris,
    countIf(connection_state = 'half_open') AS count_half_open,
    countIf(connection_state = 'tls_only') AS count_tls_only,
    countIf(connection_state = 'scan') AS count_scan,
    countIf(connection_state = 'not_http') AS count_not_http,
    sum(facts.bytes_in) AS bytes_in,
    sum(facts.bytes_out) AS bytes_out,
    uniqCombinedState(12)(src_ip) AS addresses
FROM ja4_processing.request_facts AS facts
GROUP BY minute, host;

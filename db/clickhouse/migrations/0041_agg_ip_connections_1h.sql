-- Connections that have a row of their own, by address: few addresses of an hour have any, so who has most is found in few rows.
CREATE TABLE IF NOT EXISTS ja4_processing.agg_ip_connections_1h
(
    window_start DateTime('UTC'),
    src_ip IPv6,
    connections_seen SimpleAggregateFunction(sum, UInt64), -- by state; the rest had requests:
    count_upgraded SimpleAggregateFunction(sum, UInt64),
    count_slowloris SimpleAggregateFunction(sum, UInt64),
    count_half_open SimpleAggregateFunction(sum, UInt64),
    count_tls_only SimpleAggregateFunction(sum, UInt64),
    count_scan SimpleAggregateFunction(sum, UInt64),
    count_not_http SimpleAggregateFunction(sum, UInt64),
    last_connection_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    ports AggregateFunction(uniqCombined(12), IPv6, UInt16) -- (dst_ip, dst_port)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip)
TTL window_start + INTERVAL 30 DAY
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1,
    ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_processing.mv_agg_ip_connections_1h TO ja4_processing.agg_ip_connections_1h AS
SELECT
    toStartOfHour(facts.time) AS window_start,
    src_ip,
    count() AS connections_seen,
    countIf(connection_state = 'upgraded') AS count_upgraded,
    countIf(connection_state = 'slowloris') AS count_slowloris,
    countIf(connection_state = 'half_open') AS count_half_open,
    countIf(connection_state = 'tls_only') AS count_tls_only,
    countIf(connection_state = 'scan') AS count_scan,
    countIf(connection_state = 'not_http') AS count_not_http,
    max(facts.time) AS last_connection_at,
    uniqCombinedState(12)(dst_ip, dst_port) AS ports
FROM ja4_processing.request_facts AS facts
WHERE type = 'connection'
GROUP BY window_start, src_ip;

-- What was counted among the requests' addresses so far. Writers wait: their inserts fail meanwhile, and they send again by token.
ALTER TABLE ja4_logs.http_logs ADD CONSTRAINT IF NOT EXISTS aggregates_are_being_filled CHECK 0;

TRUNCATE TABLE ja4_processing.agg_ip_connections_1h;

INSERT INTO ja4_processing.agg_ip_connections_1h
    (window_start, src_ip, connections_seen, count_upgraded, count_slowloris, count_half_open, count_tls_only, count_scan, count_not_http, last_connection_at, ports)
SELECT window_start, src_ip, connections_seen, count_upgraded, count_slowloris, count_half_open, count_tls_only, count_scan, count_not_http, last_connection_at, ports
FROM ja4_processing.agg_ip_behavior_1h
WHERE connections_seen > 0
SETTINGS max_threads = 1, max_insert_threads = 1, insert_deduplicate = 0, max_block_size = 16384, min_insert_block_size_rows = 65536, min_insert_block_size_bytes = 0;

ALTER TABLE ja4_logs.http_logs DROP CONSTRAINT IF EXISTS aggregates_are_being_filled;

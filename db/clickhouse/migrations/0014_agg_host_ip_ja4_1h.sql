DROP TABLE IF EXISTS ja4_processing.agg_host_ip_ja4_1h;

-- Sessions in the making: one row per (hour, src_ip, ja4, host) once merged. Only requests count, not bare connections.
CREATE TABLE IF NOT EXISTS ja4_processing.agg_host_ip_ja4_1h
(
    window_start DateTime('UTC'),
    src_ip IPv6,
    ja4 LowCardinality(String), -- empty when the client never spoke TLS
    host LowCardinality(String),
    started_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    ended_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    hits SimpleAggregateFunction(sum, UInt64),
    count_post SimpleAggregateFunction(sum, UInt64),
    count_login_post SimpleAggregateFunction(sum, UInt64), -- POST to a path that reads like a log-in
    count_odd_method SimpleAggregateFunction(sum, UInt64), -- neither GET nor POST
    count_answered SimpleAggregateFunction(sum, UInt64), -- the status was seen
    count_4xx SimpleAggregateFunction(sum, UInt64),
    count_5xx SimpleAggregateFunction(sum, UInt64),
    count_asset SimpleAggregateFunction(sum, UInt64),
    count_document SimpleAggregateFunction(sum, UInt64),
    count_orphan SimpleAggregateFunction(sum, UInt64), -- documents, / left out, without a referer of the same site
    count_robots SimpleAggregateFunction(sum, UInt64),
    count_payload SimpleAggregateFunction(sum, UInt64), -- attack characters or probed paths
    count_cookie SimpleAggregateFunction(sum, UInt64),
    count_h2 SimpleAggregateFunction(sum, UInt64), -- HTTP/2 or later
    count_headers SimpleAggregateFunction(sum, UInt64),
    count_no_language SimpleAggregateFunction(sum, UInt64),
    count_old_encoding SimpleAggregateFunction(sum, UInt64), -- neither br nor zstd
    count_accept_generic SimpleAggregateFunction(sum, UInt64), -- documents that anything would do for
    count_no_sec_fetch SimpleAggregateFunction(sum, UInt64),
    count_sec_fetch_bad SimpleAggregateFunction(sum, UInt64),
    count_ch_mismatch SimpleAggregateFunction(sum, UInt64), -- client hints against the user agent
    count_tls13 SimpleAggregateFunction(sum, UInt64),
    count_alpn_h2 SimpleAggregateFunction(sum, UInt64),
    count_alpn_mismatch SimpleAggregateFunction(sum, UInt64), -- HTTP/2 offered and not spoken, or spoken and not offered
    count_no_sni SimpleAggregateFunction(sum, UInt64),
    count_sni_mismatch SimpleAggregateFunction(sum, UInt64), -- SNI names another host than the request
    count_syn SimpleAggregateFunction(sum, UInt64), -- requests whose SYN was seen; the divisor of what follows
    count_df SimpleAggregateFunction(sum, UInt64),
    count_ip_id_zero SimpleAggregateFunction(sum, UInt64),
    count_ttl_32 SimpleAggregateFunction(sum, UInt64), -- by initial TTL; the rest began at 255
    count_ttl_64 SimpleAggregateFunction(sum, UInt64),
    count_ttl_128 SimpleAggregateFunction(sum, UInt64),
    sum_ttl SimpleAggregateFunction(sum, UInt64),
    sum_ttl_squares SimpleAggregateFunction(sum, UInt64),
    sum_window_size SimpleAggregateFunction(sum, UInt64),
    sum_mss SimpleAggregateFunction(sum, UInt64),
    count_mss_odd SimpleAggregateFunction(sum, UInt64), -- neither 1460 nor 1440
    count_os_mismatch SimpleAggregateFunction(sum, UInt64), -- the SYN's system is known and not the user agent's
    window_scales SimpleAggregateFunction(sumMap, Tuple(Array(Int16), Array(UInt64))),
    sum_depth SimpleAggregateFunction(sum, UInt64), -- path segments
    sum_depth_squares SimpleAggregateFunction(sum, UInt64),
    sum_response_bytes SimpleAggregateFunction(sum, UInt64),
    active_minutes SimpleAggregateFunction(groupBitOr, UInt64), -- bit n: a request in minute n of the hour
    http_version SimpleAggregateFunction(max, String),
    connections AggregateFunction(uniqCombined(12), String),
    h2_connections AggregateFunction(uniqCombined(12), String),
    uniq_paths AggregateFunction(uniqCombined(12), String),
    uniq_user_agents AggregateFunction(uniqCombined(12), String),
    uniq_header_orders AggregateFunction(uniqCombined(12), String),
    uniq_ja3 AggregateFunction(uniqCombined(12), String),
    user_agent AggregateFunction(argMax, String, DateTime64(3, 'UTC')), -- the newest that was sent
    fingerprint AggregateFunction(argMax, UInt64, UInt64), -- of the newest document, else of the newest request
    INDEX ja4 ja4 TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX host host TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip, ja4, host)
TTL window_start + INTERVAL 30 DAY
-- Small granules: a page of sessions is a few rows here and there. A day that is over becomes one part, so that reading it whole merges nothing. Sixty write buffers of a megabyte each would be too many.
SETTINGS index_granularity = 1024, min_columns_to_activate_adaptive_write_buffer = 1, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1,
    ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_processing.mv_agg_host_ip_ja4_1h TO ja4_processing.agg_host_ip_ja4_1h AS
SELECT
    toStartOfHour(facts.time) AS window_start,
    src_ip,
    ja4,
    host,
    min(facts.time) AS started_at,
    max(facts.time) AS ended_at,
    count() AS hits,
    countIf(is_post) AS count_post,
    countIf(is_login_post) AS count_login_post,
    countIf(is_odd_method) AS count_odd_method,
    countIf(status_code > 0) AS count_answered,
    countIf(status_code BETWEEN 400 AND 499) AS count_4xx,
    countIf(status_code >= 500) AS count_5xx,
    countIf(is_asset) AS count_asset,
    countIf(is_document) AS count_document,
    countIf(is_orphan) AS count_orphan,
    countIf(is_robots) AS count_robots,
    countIf(is_payload) AS count_payload,
    countIf(has_cookie) AS count_cookie,
    countIf(is_h2) AS count_h2,
    sum(header_count) AS count_headers,
    countIf(is_language_absent) AS count_no_language,
    countIf(is_encoding_old) AS count_old_encoding,
    countIf(is_accept_generic) AS count_accept_generic,
    countIf(is_sec_fetch_absent) AS count_no_sec_fetch,
    countIf(is_sec_fetch_bad) AS count_sec_fetch_bad,
    countIf(is_client_hint_bad) AS count_ch_mismatch,
    countIf(is_tls13) AS count_tls13,
    countIf(is_h2_offered) AS count_alpn_h2,
    countIf(is_h2_offered != is_h2) AS count_alpn_mismatch,
    countIf(is_sni_absent) AS count_no_sni,
    countIf(is_sni_other) AS count_sni_mismatch,
    countIf(initial_ttl > 0) AS count_syn,
    countIf(is_df) AS count_df,
    countIf(is_ip_id_zero) AS count_ip_id_zero,
    countIf(initial_ttl = 32) AS count_ttl_32,
    countIf(initial_ttl = 64) AS count_ttl_64,
    countIf(initial_ttl = 128) AS count_ttl_128,
    sum(ttl) AS sum_ttl,
    sum(ttl * ttl) AS sum_ttl_squares,
    sum(window_size) AS sum_window_size,
    sum(mss) AS sum_mss,
    countIf(initial_ttl > 0 AND mss NOT IN (1460, 1440)) AS count_mss_odd,
    countIf(is_os_mismatch) AS count_os_mismatch,
    sumMapIf([window_scale], [toUInt64(1)], initial_ttl > 0) AS window_scales,
    sum(depth) AS sum_depth,
    sum(depth * depth) AS sum_depth_squares,
    sum(response_bytes) AS sum_response_bytes,
    groupBitOr(bitShiftLeft(toUInt64(1), toMinute(facts.time))) AS active_minutes,
    max(toString(facts.http_version)) AS http_version,
    uniqCombinedState(12)(conn_id) AS connections,
    uniqCombinedIfState(12)(conn_id, is_h2) AS h2_connections,
    uniqCombinedState(12)(path) AS uniq_paths,
    uniqCombinedState(12)(toString(facts.user_agent)) AS uniq_user_agents,
    uniqCombinedState(12)(toString(header_order_signature)) AS uniq_header_orders,
    uniqCombinedIfState(12)(ja3_hash, ja3_hash != '') AS uniq_ja3,
    argMaxIfState(toString(facts.user_agent), facts.time, toString(facts.user_agent) != '') AS user_agent,
    argMaxState(facts.fingerprint, toUInt64(toUnixTimestamp64Milli(facts.time)) + if(is_document, 4611686018427387904, 0)) AS fingerprint
FROM ja4_processing.request_facts AS facts
WHERE type = 'request'
GROUP BY window_start, src_ip, ja4, host;

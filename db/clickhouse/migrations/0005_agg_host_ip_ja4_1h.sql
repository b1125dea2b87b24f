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
    count_odd_method SimpleAggregateFunction(sum, UInt64), -- neither GET nor POST
    count_answered SimpleAggregateFunction(sum, UInt64), -- the status was seen
    count_4xx SimpleAggregateFunction(sum, UInt64),
    count_asset SimpleAggregateFunction(sum, UInt64),
    count_robots SimpleAggregateFunction(sum, UInt64),
    count_payload SimpleAggregateFunction(sum, UInt64), -- attack characters or probed paths
    count_h2 SimpleAggregateFunction(sum, UInt64), -- HTTP/2 or later
    count_headers SimpleAggregateFunction(sum, UInt64),
    count_no_language SimpleAggregateFunction(sum, UInt64),
    count_old_encoding SimpleAggregateFunction(sum, UInt64), -- neither br nor zstd
    count_no_sec_fetch SimpleAggregateFunction(sum, UInt64),
    count_tls13 SimpleAggregateFunction(sum, UInt64),
    count_alpn_h2 SimpleAggregateFunction(sum, UInt64),
    count_alpn_mismatch SimpleAggregateFunction(sum, UInt64), -- HTTP/2 offered and not spoken, or spoken and not offered
    count_no_sni SimpleAggregateFunction(sum, UInt64),
    count_syn SimpleAggregateFunction(sum, UInt64), -- requests whose SYN was seen; the divisor of the sums below
    count_df SimpleAggregateFunction(sum, UInt64),
    count_ip_id_zero SimpleAggregateFunction(sum, UInt64),
    sum_window_size SimpleAggregateFunction(sum, UInt64),
    sum_mss SimpleAggregateFunction(sum, UInt64),
    initial_ttls SimpleAggregateFunction(sumMap, Tuple(Array(UInt16), Array(UInt64))), -- 32, 64, 128 or 255: how often
    window_scales SimpleAggregateFunction(sumMap, Tuple(Array(Int16), Array(UInt64))),
    active_minutes SimpleAggregateFunction(groupBitOr, UInt64), -- bit n: a request in minute n of the hour
    http_version SimpleAggregateFunction(max, String),
    connections AggregateFunction(uniqCombined(12), String),
    uniq_paths AggregateFunction(uniqCombined(12), String),
    uniq_user_agents AggregateFunction(uniqCombined(12), String),
    uniq_header_orders AggregateFunction(uniqCombined(12), String),
    user_agent AggregateFunction(argMax, String, DateTime64(3, 'UTC')), -- the newest
    syn_to_clienthello_ms AggregateFunction(quantileTDigestIf, Float32, UInt8),
    clienthello_to_request_ms AggregateFunction(quantileTDigestIf, Float32, UInt8)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip, ja4, host)
TTL window_start + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_processing.mv_agg_host_ip_ja4_1h TO ja4_processing.agg_host_ip_ja4_1h AS
WITH
    ip_meta_ttl > 0 AS has_syn,
    logs.http_version IN ('2', '3') AS speaks_h2,
    has(splitByChar(',', toString(tls_alpn)), 'h2') AS offers_h2,
    multiIf(ip_meta_ttl <= 32, 32, ip_meta_ttl <= 64, 64, ip_meta_ttl <= 128, 128, 255) AS initial_ttl
SELECT
    toStartOfHour(logs.time) AS window_start,
    src_ip,
    ja4,
    host,
    min(logs.time) AS started_at,
    max(logs.time) AS ended_at,
    count() AS hits,
    countIf(method = 'POST') AS count_post,
    countIf(method NOT IN ('GET', 'POST')) AS count_odd_method,
    countIf(status_code > 0) AS count_answered,
    countIf(status_code BETWEEN 400 AND 499) AS count_4xx,
    countIf(match(path, '(?i)\\.(css|js|mjs|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|mp4|webm|mp3)$')) AS count_asset,
    countIf(path = '/robots.txt') AS count_robots,
    countIf(match(concat(path, '?', query_string), '(?i)(\\.\\./|%2e%2e|%00|<script|%3cscript|union(\\s|\\+|%20|/\\*)+(all(\\s|\\+|%20)+)?select|or(\\s|\\+|%20)+1=1|sleep\\(|\\$\\{jndi|%24%7bjndi|etc/passwd|/\\.(env|git|svn|aws|ssh|ht)|wp-(login|admin|config)|xmlrpc\\.php|phpmyadmin|/cgi-bin/|\\.(bak|sql|old|swp)$|\\?.*(;|\\||%7c|`)(cat|ls|id|wget|curl)\\b)')) AS count_payload,
    countIf(speaks_h2) AS count_h2,
    sum(length(headers)) AS count_headers,
    countIf(header_accept_language = '') AS count_no_language,
    countIf(NOT match(header_accept_encoding, '(?i)\\b(br|zstd)\\b')) AS count_old_encoding,
    countIf(header_sec_fetch_mode = '') AS count_no_sec_fetch,
    countIf(tls_version = '1.3') AS count_tls13,
    countIf(offers_h2) AS count_alpn_h2,
    countIf(offers_h2 != speaks_h2) AS count_alpn_mismatch,
    countIf(tls_sni = '') AS count_no_sni,
    countIf(has_syn) AS count_syn,
    countIf(has_syn AND ip_meta_df) AS count_df,
    countIf(has_syn AND ip_meta_id = 0) AS count_ip_id_zero,
    sumIf(tcp_meta_window_size, has_syn) AS sum_window_size,
    sumIf(tcp_meta_mss, has_syn) AS sum_mss,
    sumMap(if(has_syn, [toUInt16(initial_ttl)], []), if(has_syn, [toUInt64(1)], [])) AS initial_ttls,
    sumMap(if(has_syn, [toInt16(tcp_meta_window_scale)], []), if(has_syn, [toUInt64(1)], [])) AS window_scales,
    groupBitOr(bitShiftLeft(toUInt64(1), toMinute(logs.time))) AS active_minutes,
    max(toString(logs.http_version)) AS http_version,
    uniqCombinedState(12)(conn_id) AS connections,
    uniqCombinedState(12)(path) AS uniq_paths,
    uniqCombinedState(12)(toString(header_user_agent)) AS uniq_user_agents,
    uniqCombinedState(12)(toString(header_order_signature)) AS uniq_header_orders,
    argMaxState(toString(header_user_agent), logs.time) AS user_agent,
    quantileTDigestIfState(logs.syn_to_clienthello_ms, logs.syn_to_clienthello_ms >= 0) AS syn_to_clienthello_ms,
    quantileTDigestIfState(logs.clienthello_to_request_ms, logs.clienthello_to_request_ms >= 0) AS clienthello_to_request_ms
FROM ja4_logs.http_logs AS logs
WHERE type = 'request'
GROUP BY window_start, src_ip, ja4, host;

-- When an address was seen, and with which fingerprint: one row per pair for as long as it comes back within a month.
CREATE TABLE IF NOT EXISTS ja4_processing.seen_ip_ja4
(
    src_ip IPv6,
    ja4 LowCardinality(String),
    first_seen SimpleAggregateFunction(min, DateTime('UTC')), -- this and the next: hours
    last_seen SimpleAggregateFunction(max, DateTime('UTC')),
    hours SimpleAggregateFunction(maxMap, Tuple(Array(UInt8), Array(UInt32))) -- the last 192 hours in which it was: hour mod 192, hours since 1970
)
ENGINE = AggregatingMergeTree
ORDER BY (src_ip, ja4)
TTL last_seen + INTERVAL 30 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_processing.mv_seen_ip_ja4 TO ja4_processing.seen_ip_ja4 AS
WITH toUInt32(intDiv(toUnixTimestamp(toStartOfHour(time)), 3600)) AS hour
SELECT
    src_ip,
    ja4,
    min(toStartOfHour(time)) AS first_seen,
    max(toStartOfHour(time)) AS last_seen,
    maxMap([toUInt8(hour % 192)], [hour]) AS hours
FROM ja4_processing.request_facts
WHERE type = 'request'
GROUP BY src_ip, ja4;

-- The aggregates from what http_logs holds; cut short, it begins again. The rows pass in blocks as inserts do, so memory stays small.
ALTER TABLE ja4_logs.http_logs ADD CONSTRAINT IF NOT EXISTS aggregates_are_being_filled CHECK 0;

TRUNCATE TABLE ja4_processing.agg_host_ip_ja4_1h;

TRUNCATE TABLE ja4_processing.agg_request_timing_1h;

TRUNCATE TABLE ja4_processing.agg_header_fingerprint_1h;

TRUNCATE TABLE ja4_processing.agg_ip_behavior_1h;

TRUNCATE TABLE ja4_processing.agg_ip_behavior_1m;

TRUNCATE TABLE ja4_processing.agg_traffic_1m;

TRUNCATE TABLE ja4_processing.seen_ip_ja4;

INSERT INTO ja4_processing.request_facts
WITH
    logs.type = 'request' AS is_request,
    is_request AND ip_meta_ttl > 0 AS has_syn,
    toString(logs.header_user_agent) AS agent,
    vigie_tcp_stack(ip_meta_ttl, tcp_meta_mss, tcp_meta_window_scale, tcp_meta_options) AS stack,
    vigie_tcp_stack_of_os(vigie_ua_os(logs.header_user_agent)) AS claimed_stack,
    vigie_is_asset(logs.path) AS asset,
    vigie_is_document(asset, logs.header_sec_fetch_dest) AS document
SELECT
    logs.type AS type,
    logs.time AS time,
    logs.src_ip AS src_ip,
    logs.dst_ip AS dst_ip,
    logs.dst_port AS dst_port,
    logs.ja4 AS ja4,
    logs.host AS host,
    logs.conn_id AS conn_id,
    logs.path AS path,
    logs.header_user_agent AS user_agent,
    logs.http_version AS http_version,
    logs.header_order_signature AS header_order_signature,
    logs.h2_fingerprint AS h2_fingerprint,
    logs.ja3_hash AS ja3_hash,
    stack AS tcp_stack,
    vigie_fingerprint(logs.ja4, logs.header_order_signature, logs.h2_fingerprint, stack, agent) AS fingerprint,
    vigie_request_mark(logs.time, document, logs.has_cookie, logs.path) AS mark,
    length(logs.headers) AS header_count,
    vigie_path_depth(logs.path) AS depth,
    logs.status_code AS status_code,
    toUInt64(greatest(0, logs.response_size)) AS response_bytes,
    logs.duration_ms AS duration_ms,
    logs.syn_to_clienthello_ms AS syn_to_clienthello_ms,
    logs.clienthello_to_request_ms AS clienthello_to_request_ms,
    logs.connection_state AS connection_state,
    logs.bytes_in AS bytes_in,
    logs.bytes_out AS bytes_out,
    if(has_syn, vigie_initial_ttl(ip_meta_ttl), 0) AS initial_ttl,
    ip_meta_ttl AS ttl,
    if(has_syn, tcp_meta_window_size, 0) AS window_size,
    if(has_syn, tcp_meta_mss, 0) AS mss,
    tcp_meta_window_scale AS window_scale,
    has_syn AND ip_meta_df AS is_df,
    has_syn AND ip_meta_id = 0 AS is_ip_id_zero,
    has_syn AND logs.os_guess != '' AND claimed_stack != '' AND logs.os_guess != claimed_stack AS is_os_mismatch,
    logs.method = 'POST' AS is_post,
    vigie_is_login(logs.method, logs.path) AS is_login_post,
    is_request AND logs.method NOT IN ('GET', 'POST') AS is_odd_method,
    asset AS is_asset,
    document AS is_document,
    document AND logs.path != '/' AND NOT vigie_is_same_site(logs.header_referer, logs.host) AS is_orphan,
    logs.path = '/robots.txt' AS is_robots,
    vigie_is_payload(logs.path, logs.query_string) AS is_payload,
    logs.http_version IN ('2', '3') AS is_h2,
    logs.has_cookie AS has_cookie,
    logs.header_accept_language = '' AS is_language_absent,
    NOT match(logs.header_accept_encoding, '(?i)\\b(br|zstd)\\b') AS is_encoding_old,
    document AND logs.header_accept IN ('', '*/*') AS is_accept_generic,
    logs.header_sec_fetch_mode = '' AS is_sec_fetch_absent,
    vigie_is_sec_fetch_bad(logs.header_sec_fetch_dest, logs.header_sec_fetch_mode, logs.header_sec_fetch_site, logs.header_referer, asset) AS is_sec_fetch_bad,
    vigie_is_client_hint_bad(logs.header_sec_ch_ua, logs.header_sec_ch_ua_mobile, logs.header_user_agent) AS is_client_hint_bad,
    logs.tls_version = '1.3' AS is_tls13,
    has(splitByChar(',', toString(logs.tls_alpn)), 'h2') AS is_h2_offered,
    logs.tls_sni = '' AS is_sni_absent,
    logs.tls_sni != '' AND lower(toString(logs.tls_sni)) != substringIndex(toString(logs.host), ':', 1) AS is_sni_other
FROM ja4_logs.http_logs AS logs
SETTINGS max_threads = 2, max_insert_threads = 1, max_block_size = 32768, insert_deduplicate = 0,
    min_insert_block_size_rows = 131072, min_insert_block_size_bytes = 67108864;

ALTER TABLE ja4_logs.http_logs DROP CONSTRAINT IF EXISTS aggregates_are_being_filled;

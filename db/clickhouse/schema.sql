-- Printed from the migrations, for reading: "npm run generate" writes it.

CREATE FUNCTION vigie_ip_text AS ip -> if(startsWith(toString(ip), '::ffff:') AND (position(toString(ip), '.') > 0), substring(toString(ip), 8), toString(ip));

CREATE FUNCTION vigie_raw_rejection AS (raw_json, time, src_ip) -> multiIf((time IS NOT NULL) AND (src_ip IS NOT NULL) AND (time <= (now('UTC') + toIntervalDay(1))) AND (time >= (now('UTC') - toIntervalDay(31))), '', NOT isValidJSON(raw_json), 'not valid JSON', JSONType(raw_json) != 'Object', 'not a JSON object', time IS NULL, 'time is missing or unreadable', src_ip IS NULL, 'src_ip is missing or not an address', time > now('UTC'), 'time lies in the future', 'time is older than what is kept');

CREATE FUNCTION vigie_raw_time AS (time, timestamp, timestamp_ns) -> coalesce(vigie_time(time), vigie_time(timestamp), if(timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(timestamp_ns, 1000000), 'UTC'), NULL));

CREATE FUNCTION vigie_session_id AS (window_start, host, src_ip, ja4) -> concat(trimLeft(lower(hex(toUInt32(intDiv(toUnixTimestamp(window_start), 3600)))), '0'), '-', lower(hex(sipHash128(host, vigie_ip_text(src_ip), ja4, toUInt32(intDiv(toUnixTimestamp(window_start), 3600))))));

CREATE FUNCTION vigie_session_window AS session_id -> toDateTime(reinterpretAsUInt32(reverse(unhex(leftPad(substringIndex(session_id, '-', 1), 8, '0')))) * 3600, 'UTC');

CREATE FUNCTION vigie_time AS text -> parseDateTime64BestEffortOrNull(text, 3, 'UTC');

CREATE FUNCTION vigie_time_text AS t -> concat(replaceOne(toString(toDateTime64(t, 3, 'UTC')), ' ', 'T'), 'Z');

CREATE TABLE ja4_logs.dead_letters
(
    `ingest_time` DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    `reason` LowCardinality(String),
    `raw_json` String CODEC(ZSTD(3))
)
ENGINE = MergeTree
PARTITION BY toDate(ingest_time)
ORDER BY (reason, ingest_time)
TTL ingest_time + toIntervalDay(30)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_logs.http_logs
(
    `type` Enum8('request' = 1, 'connection' = 2),
    `time` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `sensor_id` LowCardinality(String),
    `conn_id` String CODEC(ZSTD(3)),
    `transport` LowCardinality(String) DEFAULT 'tcp',
    `src_ip` IPv6 CODEC(ZSTD(1)),
    `src_port` UInt16 CODEC(ZSTD(1)),
    `peer_ip` IPv6 DEFAULT src_ip CODEC(ZSTD(1)),
    `peer_port` UInt16 DEFAULT src_port CODEC(ZSTD(1)),
    `client_ip_source` LowCardinality(String),
    `dst_ip` IPv6 CODEC(ZSTD(1)),
    `dst_port` UInt16 CODEC(ZSTD(1)),
    `keepalives` UInt32 CODEC(ZSTD(1)),
    `scheme` LowCardinality(String),
    `http_version` LowCardinality(String),
    `method` LowCardinality(String),
    `host` LowCardinality(String),
    `path` String CODEC(ZSTD(3)),
    `query_string` String CODEC(ZSTD(3)),
    `headers` Array(Tuple(
        String,
        String)) CODEC(ZSTD(3)),
    `header_order_signature` LowCardinality(String),
    `h2_fingerprint` LowCardinality(String),
    `truncated` Bool CODEC(ZSTD(1)),
    `status_code` UInt16 CODEC(ZSTD(1)),
    `response_size` Int64 CODEC(ZSTD(1)),
    `duration_ms` Float32 CODEC(ZSTD(1)),
    `response_headers` Array(Tuple(
        String,
        String)) CODEC(ZSTD(3)),
    `syn_to_clienthello_ms` Float32 CODEC(ZSTD(1)),
    `clienthello_to_request_ms` Float32 CODEC(ZSTD(1)),
    `ja4_second_hello` LowCardinality(String),
    `correlated` Bool DEFAULT (ip_meta_ttl > 0) AND ((scheme != 'https') OR (ja4 != '')) CODEC(ZSTD(1)),
    `orphan_side` LowCardinality(String),
    `connection_state` LowCardinality(String),
    `connection_ms` Float32 DEFAULT -1 CODEC(ZSTD(1)),
    `connection_requests` UInt32 CODEC(ZSTD(1)),
    `bytes_in` UInt64 CODEC(ZSTD(1)),
    `bytes_out` UInt64 CODEC(ZSTD(1)),
    `ip_meta_ttl` UInt8 CODEC(ZSTD(1)),
    `ip_meta_id` UInt16 CODEC(ZSTD(1)),
    `ip_meta_df` Bool CODEC(ZSTD(1)),
    `ip_meta_total_length` UInt16 CODEC(ZSTD(1)),
    `tcp_meta_window_size` UInt16 CODEC(ZSTD(1)),
    `tcp_meta_mss` UInt16 CODEC(ZSTD(1)),
    `tcp_meta_window_scale` Int8 CODEC(ZSTD(1)),
    `tcp_meta_options` LowCardinality(String),
    `tcp_signature` LowCardinality(String),
    `os_guess` LowCardinality(String),
    `tls_version` LowCardinality(String),
    `tls_sni` LowCardinality(String),
    `tls_alpn` LowCardinality(String),
    `ja4` LowCardinality(String),
    `ja4_r` LowCardinality(String),
    `ja4_o` LowCardinality(String),
    `ja4_ro` String CODEC(ZSTD(3)),
    `ja3` String CODEC(ZSTD(3)),
    `ja3_hash` String CODEC(ZSTD(3)),
    `header_user_agent` LowCardinality(String),
    `header_accept` LowCardinality(String),
    `header_accept_language` LowCardinality(String),
    `header_accept_encoding` LowCardinality(String),
    `header_referer` String CODEC(ZSTD(3)),
    `header_sec_fetch_mode` LowCardinality(String),
    `header_sec_ch_ua` LowCardinality(String),
    `header_x_forwarded_for` String CODEC(ZSTD(3)),
    `window_start` DateTime('UTC') ALIAS toStartOfHour(time),
    `session_id` String ALIAS concat(trimLeft(lower(hex(toUInt32(intDiv(toUnixTimestamp(toStartOfHour(time)), 3600)))), '0'), '-', lower(hex(sipHash128(host, if(startsWith(toString(src_ip), '::ffff:') AND (position(toString(src_ip), '.') > 0), substring(toString(src_ip), 8), toString(src_ip)), ja4, toUInt32(intDiv(toUnixTimestamp(toStartOfHour(time)), 3600)))))),
    INDEX src_ip src_ip TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX ja4 ja4 TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(time)
ORDER BY (toStartOfHour(time), src_ip, ja4, host, time)
TTL toDateTime(time) + toIntervalDay(30)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_logs.http_logs_raw
(
    `raw_json` String CODEC(ZSTD(3)),
    `ingest_time` DateTime('UTC') DEFAULT now('UTC') CODEC(Delta(4), ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toStartOfHour(ingest_time)
ORDER BY ingest_time
TTL ingest_time + toIntervalHour(2)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE MATERIALIZED VIEW ja4_logs.mv_dead_letters TO ja4_logs.dead_letters
(
    `ingest_time` DateTime('UTC'),
    `reason` String,
    `raw_json` String
)
AS WITH
    JSONExtract(raw_json, 'Tuple(time String, timestamp String, timestamp_ns Int64, src_ip String)') AS r,
    multiIf((coalesce(parseDateTime64BestEffortOrNull(r.time, 3, 'UTC'), parseDateTime64BestEffortOrNull(r.timestamp, 3, 'UTC'), if(r.timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(r.timestamp_ns, 1000000), 'UTC'), NULL)) IS NOT NULL) AND (toIPv6OrNull(r.src_ip) IS NOT NULL) AND (coalesce(parseDateTime64BestEffortOrNull(r.time, 3, 'UTC'), parseDateTime64BestEffortOrNull(r.timestamp, 3, 'UTC'), if(r.timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(r.timestamp_ns, 1000000), 'UTC'), NULL)) <= (now('UTC') + toIntervalDay(1))) AND (coalesce(parseDateTime64BestEffortOrNull(r.time, 3, 'UTC'), parseDateTime64BestEffortOrNull(r.timestamp, 3, 'UTC'), if(r.timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(r.timestamp_ns, 1000000), 'UTC'), NULL)) >= (now('UTC') - toIntervalDay(31))), '', NOT isValidJSON(raw_json), 'not valid JSON', JSONType(raw_json) != 'Object', 'not a JSON object', coalesce(parseDateTime64BestEffortOrNull(r.time, 3, 'UTC'), parseDateTime64BestEffortOrNull(r.timestamp, 3, 'UTC'), if(r.timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(r.timestamp_ns, 1000000), 'UTC'), NULL)) IS NULL, 'time is missing or unreadable', toIPv6OrNull(r.src_ip) IS NULL, 'src_ip is missing or not an address', coalesce(parseDateTime64BestEffortOrNull(r.time, 3, 'UTC'), parseDateTime64BestEffortOrNull(r.timestamp, 3, 'UTC'), if(r.timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(r.timestamp_ns, 1000000), 'UTC'), NULL)) > now('UTC'), 'time lies in the future', 'time is older than what is kept') AS rejection
SELECT
    ingest_time,
    rejection AS reason,
    raw_json
FROM ja4_logs.http_logs_raw
WHERE rejection != '';

CREATE MATERIALIZED VIEW ja4_logs.mv_http_logs TO ja4_logs.http_logs
(
    `type` String,
    `time` DateTime64(3, 'UTC'),
    `sensor_id` String,
    `conn_id` String,
    `src_ip` IPv6,
    `src_port` UInt16,
    `transport` String,
    `peer_ip` IPv6,
    `peer_port` UInt16,
    `client_ip_source` String,
    `dst_ip` IPv6,
    `dst_port` UInt16,
    `keepalives` UInt32,
    `scheme` String,
    `http_version` String,
    `method` String,
    `host` String,
    `path` String,
    `query_string` String,
    `headers` Array(Tuple(
        String,
        String)),
    `header_order_signature` String,
    `h2_fingerprint` String,
    `truncated` Bool,
    `status_code` UInt16,
    `response_size` Int64,
    `duration_ms` Float32,
    `response_headers` Array(Tuple(
        String,
        String)),
    `syn_to_clienthello_ms` Float32,
    `clienthello_to_request_ms` Float32,
    `ja4_second_hello` String,
    `correlated` Bool,
    `orphan_side` String,
    `connection_state` String,
    `connection_ms` Float32,
    `connection_requests` UInt32,
    `bytes_in` UInt64,
    `bytes_out` UInt64,
    `ip_meta_ttl` UInt8,
    `ip_meta_id` UInt16,
    `ip_meta_df` Bool,
    `ip_meta_total_length` UInt16,
    `tcp_meta_window_size` UInt16,
    `tcp_meta_mss` UInt16,
    `tcp_meta_window_scale` Int8,
    `tcp_meta_options` String,
    `tcp_signature` String,
    `os_guess` String,
    `tls_version` String,
    `tls_sni` String,
    `tls_alpn` String,
    `ja4` String,
    `ja4_r` String,
    `ja4_o` String,
    `ja4_ro` String,
    `ja3` String,
    `ja3_hash` String,
    `header_user_agent` String,
    `header_accept` String,
    `header_accept_language` String,
    `header_accept_encoding` String,
    `header_referer` String,
    `header_sec_fetch_mode` String,
    `header_sec_ch_ua` String,
    `header_x_forwarded_for` String
)
AS WITH
    JSONExtract(raw_json, 'Tuple(\n        type String, time String, timestamp String, timestamp_ns Int64, sensor_id String, conn_id String,\n        transport String, src_ip String, src_port UInt16, peer_ip String, peer_port Nullable(UInt16), client_ip_source String,\n        dst_ip String, dst_port UInt16, keepalives Nullable(UInt32),\n        scheme String, http_version String, method String, host String, path String, query_string String, query String,\n        headers Array(Tuple(String, String)), client_headers String, header_order_signature String, h2_fingerprint String,\n        truncated Bool, status_code UInt16, response_size Nullable(Int64), duration_ms Nullable(Float32),\n        response_headers Array(Tuple(String, String)),\n        syn_to_clienthello_ms Nullable(Float32), clienthello_to_request_ms Nullable(Float32),\n        ja4_second_hello String, correlated Nullable(Bool), orphan_side String,\n        connection_state String, connection_ms Nullable(Float32), connection_requests UInt32, bytes_in UInt64, bytes_out UInt64,\n        ip_meta_ttl UInt8, ip_meta_id UInt16, ip_meta_df Bool, ip_meta_total_length UInt16,\n        tcp_meta_window_size UInt16, tcp_meta_mss UInt16, tcp_meta_window_scale Nullable(Int8), tcp_meta_options String,\n        tcp_signature String, os_guess String,\n        tls_version String, tls_sni String, tls_alpn String,\n        ja4 String, ja4_r String, ja4_o String, ja4_ro String, ja3 String, ja3_hash String,\n        header_user_agent String, header_accept String, header_accept_language String, header_accept_encoding String,\n        header_referer String, header_sec_fetch_mode String, header_sec_ch_ua String, header_x_forwarded_for String,\n        `header_User-Agent` String, header_Accept String, `header_Accept-Language` String,\n        `header_Accept-Encoding` String, header_Referer String, `header_Sec-Fetch-Mode` String,\n        `header_Sec-CH-UA` String, `header_X-Forwarded-For` String\n    )') AS r,
    coalesce(parseDateTime64BestEffortOrNull(r.time, 3, 'UTC'), parseDateTime64BestEffortOrNull(r.timestamp, 3, 'UTC'), if(r.timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(r.timestamp_ns, 1000000), 'UTC'), NULL)) AS raw_time,
    toIPv6OrNull(r.src_ip) AS raw_src_ip,
    if(empty(r.headers) AND (r.client_headers != ''), arrayMap(name -> (trimBoth(name), ''), splitByChar(',', r.client_headers)), r.headers) AS all_headers,
    arrayMap(header -> lower(header.1), all_headers) AS names
SELECT
    multiIf((r.type IN ('request', 'connection')), r.type, r.method = '', 'connection', 'request') AS type,
    assumeNotNull(raw_time) AS time,
    r.sensor_id AS sensor_id,
    if(r.conn_id = '', concat(r.src_ip, ':', toString(r.src_port)), r.conn_id) AS conn_id,
    assumeNotNull(raw_src_ip) AS src_ip,
    r.src_port AS src_port,
    if(r.transport = 'quic', 'quic', 'tcp') AS transport,
    ifNull(toIPv6OrNull(r.peer_ip), assumeNotNull(raw_src_ip)) AS peer_ip,
    ifNull(r.peer_port, r.src_port) AS peer_port,
    r.client_ip_source AS client_ip_source,
    toIPv6OrDefault(r.dst_ip) AS dst_ip,
    r.dst_port AS dst_port,
    ifNull(r.keepalives, 1) AS keepalives,
    multiIf(r.scheme != '', r.scheme, (r.ja4 != '') OR (r.tls_version != ''), 'https', 'http') AS scheme,
    replaceOne(replaceOne(r.http_version, 'HTTP/', ''), '2.0', '2') AS http_version,
    r.method AS method,
    lower(substringUTF8(r.host, 1, 255)) AS host,
    r.path AS path,
    if(r.query_string = '', r.query, r.query_string) AS query_string,
    all_headers AS headers,
    r.header_order_signature AS header_order_signature,
    r.h2_fingerprint AS h2_fingerprint,
    r.truncated AS truncated,
    r.status_code AS status_code,
    ifNull(r.response_size, -1) AS response_size,
    ifNull(r.duration_ms, -1) AS duration_ms,
    r.response_headers AS response_headers,
    ifNull(r.syn_to_clienthello_ms, -1) AS syn_to_clienthello_ms,
    ifNull(r.clienthello_to_request_ms, -1) AS clienthello_to_request_ms,
    r.ja4_second_hello AS ja4_second_hello,
    ifNull(r.correlated, (r.ip_meta_ttl > 0) AND ((r.scheme != 'https') OR (r.ja4 != ''))) AS correlated,
    if((r.orphan_side IN ('A', 'B')), r.orphan_side, '') AS orphan_side,
    if((r.connection_state IN ('requests', 'upgraded', 'slowloris', 'half_open', 'tls_only', 'scan', 'not_http')), r.connection_state, '') AS connection_state,
    ifNull(r.connection_ms, -1) AS connection_ms,
    r.connection_requests AS connection_requests,
    r.bytes_in AS bytes_in,
    r.bytes_out AS bytes_out,
    r.ip_meta_ttl AS ip_meta_ttl,
    r.ip_meta_id AS ip_meta_id,
    r.ip_meta_df AS ip_meta_df,
    r.ip_meta_total_length AS ip_meta_total_length,
    r.tcp_meta_window_size AS tcp_meta_window_size,
    r.tcp_meta_mss AS tcp_meta_mss,
    ifNull(r.tcp_meta_window_scale, -1) AS tcp_meta_window_scale,
    r.tcp_meta_options AS tcp_meta_options,
    r.tcp_signature AS tcp_signature,
    r.os_guess AS os_guess,
    r.tls_version AS tls_version,
    r.tls_sni AS tls_sni,
    r.tls_alpn AS tls_alpn,
    r.ja4 AS ja4,
    r.ja4_r AS ja4_r,
    r.ja4_o AS ja4_o,
    r.ja4_ro AS ja4_ro,
    r.ja3 AS ja3,
    r.ja3_hash AS ja3_hash,
    firstNonDefault((all_headers[indexOf(names, 'user-agent')]).2, r.header_user_agent, r.`header_User-Agent`) AS header_user_agent,
    firstNonDefault((all_headers[indexOf(names, 'accept')]).2, r.header_accept, r.header_Accept) AS header_accept,
    firstNonDefault((all_headers[indexOf(names, 'accept-language')]).2, r.header_accept_language, r.`header_Accept-Language`) AS header_accept_language,
    firstNonDefault((all_headers[indexOf(names, 'accept-encoding')]).2, r.header_accept_encoding, r.`header_Accept-Encoding`) AS header_accept_encoding,
    firstNonDefault((all_headers[indexOf(names, 'referer')]).2, r.header_referer, r.header_Referer) AS header_referer,
    firstNonDefault((all_headers[indexOf(names, 'sec-fetch-mode')]).2, r.header_sec_fetch_mode, r.`header_Sec-Fetch-Mode`) AS header_sec_fetch_mode,
    firstNonDefault((all_headers[indexOf(names, 'sec-ch-ua')]).2, r.header_sec_ch_ua, r.`header_Sec-CH-UA`) AS header_sec_ch_ua,
    firstNonDefault((all_headers[indexOf(names, 'x-forwarded-for')]).2, r.header_x_forwarded_for, r.`header_X-Forwarded-For`) AS header_x_forwarded_for
FROM ja4_logs.http_logs_raw
WHERE multiIf((raw_time IS NOT NULL) AND (raw_src_ip IS NOT NULL) AND (raw_time <= (now('UTC') + toIntervalDay(1))) AND (raw_time >= (now('UTC') - toIntervalDay(31))), '', NOT isValidJSON(raw_json), 'not valid JSON', JSONType(raw_json) != 'Object', 'not a JSON object', raw_time IS NULL, 'time is missing or unreadable', raw_src_ip IS NULL, 'src_ip is missing or not an address', raw_time > now('UTC'), 'time lies in the future', 'time is older than what is kept') = '';

CREATE TABLE ja4_logs.sensor_heartbeats
(
    `sensor_id` LowCardinality(String),
    `time` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `started_at` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `sources` Array(LowCardinality(String)),
    `outputs` Array(LowCardinality(String)),
    `hooks` Array(Tuple(
        hook String,
        target String,
        state String,
        detail String)) CODEC(ZSTD(3)),
    `counters` Map(LowCardinality(String), Float64) CODEC(ZSTD(3))
)
ENGINE = MergeTree
PARTITION BY toDate(time)
ORDER BY (sensor_id, time)
TTL toDateTime(time) + toIntervalDay(7)
SETTINGS ttl_only_drop_parts = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.agg_host_ip_ja4_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `started_at` SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    `ended_at` SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    `hits` SimpleAggregateFunction(sum, UInt64),
    `count_post` SimpleAggregateFunction(sum, UInt64),
    `count_odd_method` SimpleAggregateFunction(sum, UInt64),
    `count_answered` SimpleAggregateFunction(sum, UInt64),
    `count_4xx` SimpleAggregateFunction(sum, UInt64),
    `count_asset` SimpleAggregateFunction(sum, UInt64),
    `count_robots` SimpleAggregateFunction(sum, UInt64),
    `count_payload` SimpleAggregateFunction(sum, UInt64),
    `count_h2` SimpleAggregateFunction(sum, UInt64),
    `count_headers` SimpleAggregateFunction(sum, UInt64),
    `count_no_language` SimpleAggregateFunction(sum, UInt64),
    `count_old_encoding` SimpleAggregateFunction(sum, UInt64),
    `count_no_sec_fetch` SimpleAggregateFunction(sum, UInt64),
    `count_tls13` SimpleAggregateFunction(sum, UInt64),
    `count_alpn_h2` SimpleAggregateFunction(sum, UInt64),
    `count_alpn_mismatch` SimpleAggregateFunction(sum, UInt64),
    `count_no_sni` SimpleAggregateFunction(sum, UInt64),
    `count_syn` SimpleAggregateFunction(sum, UInt64),
    `count_df` SimpleAggregateFunction(sum, UInt64),
    `count_ip_id_zero` SimpleAggregateFunction(sum, UInt64),
    `sum_window_size` SimpleAggregateFunction(sum, UInt64),
    `sum_mss` SimpleAggregateFunction(sum, UInt64),
    `initial_ttls` SimpleAggregateFunction(sumMap, Tuple(
        Array(UInt16),
        Array(UInt64))),
    `window_scales` SimpleAggregateFunction(sumMap, Tuple(
        Array(Int16),
        Array(UInt64))),
    `active_minutes` SimpleAggregateFunction(groupBitOr, UInt64),
    `http_version` SimpleAggregateFunction(max, String),
    `connections` AggregateFunction(uniqCombined(12), String),
    `uniq_paths` AggregateFunction(uniqCombined(12), String),
    `uniq_user_agents` AggregateFunction(uniqCombined(12), String),
    `uniq_header_orders` AggregateFunction(uniqCombined(12), String),
    `user_agent` AggregateFunction(argMax, String, DateTime64(3, 'UTC')),
    `syn_to_clienthello_ms` AggregateFunction(quantileTDigestIf, Float32, UInt8),
    `clienthello_to_request_ms` AggregateFunction(quantileTDigestIf, Float32, UInt8)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip, ja4, host)
TTL window_start + toIntervalDay(30)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.ml_all_scores
(
    `window_start` DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `session_id` String CODEC(ZSTD(1)),
    `anomaly_score` Float32,
    `raw_anomaly_score` Float32,
    `threat_level` LowCardinality(String),
    `model_name` LowCardinality(String),
    `model_version` LowCardinality(String),
    `scored_at` DateTime64(3, 'UTC'),
    `hits` UInt64,
    `features` Array(Float32) CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(scored_at)
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip, ja4, host)
TTL window_start + toIntervalDay(7)
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.ml_performance_metrics
(
    `cycle_at` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `model_name` LowCardinality(String),
    `model_version` LowCardinality(String),
    `model_origin` LowCardinality(String),
    `scored` UInt64,
    `duration_ms` Float64,
    `anomaly_rate` Float64,
    `detail` String CODEC(ZSTD(3))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(cycle_at)
ORDER BY cycle_at
TTL toDateTime(cycle_at) + toIntervalDay(90)
SETTINGS ttl_only_drop_parts = 1, index_granularity = 8192;

CREATE MATERIALIZED VIEW ja4_processing.mv_agg_host_ip_ja4_1h TO ja4_processing.agg_host_ip_ja4_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `started_at` DateTime64(3, 'UTC'),
    `ended_at` DateTime64(3, 'UTC'),
    `hits` UInt64,
    `count_post` UInt64,
    `count_odd_method` UInt64,
    `count_answered` UInt64,
    `count_4xx` UInt64,
    `count_asset` UInt64,
    `count_robots` UInt64,
    `count_payload` UInt64,
    `count_h2` UInt64,
    `count_headers` UInt64,
    `count_no_language` UInt64,
    `count_old_encoding` UInt64,
    `count_no_sec_fetch` UInt64,
    `count_tls13` UInt64,
    `count_alpn_h2` UInt64,
    `count_alpn_mismatch` UInt64,
    `count_no_sni` UInt64,
    `count_syn` UInt64,
    `count_df` UInt64,
    `count_ip_id_zero` UInt64,
    `sum_window_size` UInt64,
    `sum_mss` UInt64,
    `initial_ttls` Tuple(
        Array(UInt16),
        Array(UInt64)),
    `window_scales` Tuple(
        Array(Int16),
        Array(UInt64)),
    `active_minutes` UInt64,
    `http_version` String,
    `connections` AggregateFunction(uniqCombined(12), String),
    `uniq_paths` AggregateFunction(uniqCombined(12), String),
    `uniq_user_agents` AggregateFunction(uniqCombined(12), String),
    `uniq_header_orders` AggregateFunction(uniqCombined(12), String),
    `user_agent` AggregateFunction(argMax, String, DateTime64(3, 'UTC')),
    `syn_to_clienthello_ms` AggregateFunction(quantileTDigestIf, Float32, UInt8),
    `clienthello_to_request_ms` AggregateFunction(quantileTDigestIf, Float32, UInt8)
)
AS WITH
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
    countIf((status_code >= 400) AND (status_code <= 499)) AS count_4xx,
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
    countIf(has_syn AND (ip_meta_id = 0)) AS count_ip_id_zero,
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
GROUP BY
    window_start,
    src_ip,
    ja4,
    host;

CREATE VIEW ja4_processing.view_ai_features_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `session_id` String,
    `hits` UInt64,
    `tcp_ttl_initial` Float64,
    `tcp_df_ratio` Float64,
    `tcp_ipid_zero` Float64,
    `tcp_win_log2` Float64,
    `tcp_wscale` Float64,
    `tcp_mss_norm` Float64,
    `tcp_conn_per_req` Float64,
    `tls13_ratio` Float64,
    `tls_alpn_h2` Float64,
    `tls_alpn_http_mismatch` Float64,
    `tls_sni_absent` Float64,
    `tls_ciphers` Float64,
    `tls_exts` Float64,
    `tls_syn_hello` Float64,
    `h2_ratio` Float64,
    `hdr_count` Float64,
    `hdr_order_distinct` Float64,
    `hdr_lang_absent` Float64,
    `hdr_enc_old` Float64,
    `hdr_secfetch_absent` Float64,
    `hdr_ua_distinct` Float64,
    `req_hits` Float64,
    `req_path_div` Float64,
    `req_asset_ratio` Float64,
    `req_robots` Float64,
    `req_post` Float64,
    `req_odd_method` Float64,
    `req_4xx` Float64,
    `req_payload` Float64,
    `tim_active_min` Float64,
    `tim_hello_req` Float64,
    `xs_ip_ja4s` Float64,
    `xs_hosts` Float64
)
AS SELECT
    window_start,
    src_ip,
    ja4,
    host,
    concat(trimLeft(lower(hex(toUInt32(intDiv(toUnixTimestamp(window_start), 3600)))), '0'), '-', lower(hex(sipHash128(host, if(startsWith(toString(src_ip), '::ffff:') AND (position(toString(src_ip), '.') > 0), substring(toString(src_ip), 8), toString(src_ip)), ja4, toUInt32(intDiv(toUnixTimestamp(window_start), 3600)))))) AS session_id,
    n AS hits,
    if(syn = 0, nan, log2((ttls.1)[indexOf(ttls.2, arrayMax(ttls.2))])) AS tcp_ttl_initial,
    df / syn AS tcp_df_ratio,
    ip_id_zero / syn AS tcp_ipid_zero,
    if(syn = 0, nan, log2(1 + (window_sizes / syn))) AS tcp_win_log2,
    if(syn = 0, nan, toFloat64((scales.1)[indexOf(scales.2, arrayMax(scales.2))])) AS tcp_wscale,
    (mss / syn) / 1460 AS tcp_mss_norm,
    least(1, connection_count / n) AS tcp_conn_per_req,
    if(empty(ja4), nan, tls13 / n) AS tls13_ratio,
    if(empty(ja4), nan, alpn_h2 / n) AS tls_alpn_h2,
    if(empty(ja4), nan, alpn_mismatch / n) AS tls_alpn_http_mismatch,
    if(empty(ja4), nan, no_sni / n) AS tls_sni_absent,
    ifNull(toFloat64OrNull(substring(CAST(ja4, 'String'), 5, 2)), nan) AS tls_ciphers,
    ifNull(toFloat64OrNull(substring(CAST(ja4, 'String'), 7, 2)), nan) AS tls_exts,
    log1p(syn_hello) AS tls_syn_hello,
    h2 / n AS h2_ratio,
    header_count / n AS hdr_count,
    least(1, header_orders / n) AS hdr_order_distinct,
    no_language / n AS hdr_lang_absent,
    old_encoding / n AS hdr_enc_old,
    no_sec_fetch / n AS hdr_secfetch_absent,
    log(greatest(1, user_agents)) AS hdr_ua_distinct,
    log1p(n) AS req_hits,
    least(1, paths / n) AS req_path_div,
    asset / n AS req_asset_ratio,
    toFloat64(robots > 0) AS req_robots,
    post / n AS req_post,
    odd_method / n AS req_odd_method,
    answered_4xx / answered AS req_4xx,
    payload / n AS req_payload,
    bitCount(minutes) / 60 AS tim_active_min,
    log1p(hello_request) AS tim_hello_req,
    log(greatest(1, uniqExactIf(ja4, ja4 != '') OVER (PARTITION BY window_start, src_ip))) AS xs_ip_ja4s,
    log(uniqExact(host) OVER (PARTITION BY window_start, src_ip, ja4)) AS xs_hosts
FROM
(
    SELECT
        window_start,
        src_ip,
        ja4,
        host,
        sum(hits) AS n,
        sum(count_post) AS post,
        sum(count_odd_method) AS odd_method,
        sum(count_answered) AS answered,
        sum(count_4xx) AS answered_4xx,
        sum(count_asset) AS asset,
        sum(count_robots) AS robots,
        sum(count_payload) AS payload,
        sum(count_h2) AS h2,
        sum(count_headers) AS header_count,
        sum(count_no_language) AS no_language,
        sum(count_old_encoding) AS old_encoding,
        sum(count_no_sec_fetch) AS no_sec_fetch,
        sum(count_tls13) AS tls13,
        sum(count_alpn_h2) AS alpn_h2,
        sum(count_alpn_mismatch) AS alpn_mismatch,
        sum(count_no_sni) AS no_sni,
        sum(count_syn) AS syn,
        sum(count_df) AS df,
        sum(count_ip_id_zero) AS ip_id_zero,
        sum(sum_window_size) AS window_sizes,
        sum(sum_mss) AS mss,
        sumMap(initial_ttls) AS ttls,
        sumMap(window_scales) AS scales,
        groupBitOr(active_minutes) AS minutes,
        uniqCombinedMerge(12)(connections) AS connection_count,
        uniqCombinedMerge(12)(uniq_paths) AS paths,
        uniqCombinedMerge(12)(uniq_user_agents) AS user_agents,
        uniqCombinedMerge(12)(uniq_header_orders) AS header_orders,
        quantileTDigestIfMerge(syn_to_clienthello_ms) AS syn_hello,
        quantileTDigestIfMerge(clienthello_to_request_ms) AS hello_request
    FROM ja4_processing.agg_host_ip_ja4_1h
    GROUP BY
        window_start,
        src_ip,
        ja4,
        host
);

CREATE VIEW ja4_processing.view_sessions_1h
(
    `session_id` String,
    `window_start` DateTime('UTC'),
    `host` LowCardinality(String),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `started_at` SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    `ended_at` SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    `hits` UInt64,
    `connections` UInt64,
    `uniq_paths` UInt64,
    `count_post` UInt64,
    `count_4xx` UInt64,
    `user_agent` String,
    `http_version` SimpleAggregateFunction(max, String)
)
AS SELECT
    concat(trimLeft(lower(hex(toUInt32(intDiv(toUnixTimestamp(window_start), 3600)))), '0'), '-', lower(hex(sipHash128(host, if(startsWith(toString(src_ip), '::ffff:') AND (position(toString(src_ip), '.') > 0), substring(toString(src_ip), 8), toString(src_ip)), ja4, toUInt32(intDiv(toUnixTimestamp(window_start), 3600)))))) AS session_id,
    window_start,
    host,
    src_ip,
    ja4,
    min(agg.started_at) AS started_at,
    max(agg.ended_at) AS ended_at,
    sum(agg.hits) AS hits,
    uniqCombinedMerge(12)(agg.connections) AS connections,
    uniqCombinedMerge(12)(agg.uniq_paths) AS uniq_paths,
    sum(agg.count_post) AS count_post,
    sum(agg.count_4xx) AS count_4xx,
    argMaxMerge(agg.user_agent) AS user_agent,
    max(agg.http_version) AS http_version
FROM ja4_processing.agg_host_ip_ja4_1h AS agg
GROUP BY
    window_start,
    src_ip,
    ja4,
    host;

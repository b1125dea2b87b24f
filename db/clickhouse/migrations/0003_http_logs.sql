-- One row per request, the facts of its connection repeated; a connection without a request has one row of type connection.
CREATE TABLE IF NOT EXISTS ja4_logs.http_logs
(
    type Enum8('request' = 1, 'connection' = 2),
    time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    sensor_id LowCardinality(String),
    conn_id String CODEC(ZSTD(3)),
    src_ip IPv6 CODEC(ZSTD(1)), -- IPv4 as ::ffff:a.b.c.d
    src_port UInt16 CODEC(ZSTD(1)),
    dst_ip IPv6 CODEC(ZSTD(1)),
    dst_port UInt16 CODEC(ZSTD(1)),
    keepalives UInt32 CODEC(ZSTD(1)), -- position on the connection, from 1
    scheme LowCardinality(String),
    http_version LowCardinality(String),
    method LowCardinality(String),
    host LowCardinality(String),
    path String CODEC(ZSTD(3)),
    query_string String CODEC(ZSTD(3)),
    headers Array(Tuple(String, String)) CODEC(ZSTD(3)), -- in wire order, case kept
    header_order_signature LowCardinality(String),
    h2_fingerprint LowCardinality(String), -- empty unless HTTP/2
    truncated Bool CODEC(ZSTD(1)),
    status_code UInt16 CODEC(ZSTD(1)), -- 0 while the answer was not seen
    response_size Int64 CODEC(ZSTD(1)), -- bytes, -1 when unknown
    duration_ms Float32 CODEC(ZSTD(1)), -- -1 when unknown
    syn_to_clienthello_ms Float32 CODEC(ZSTD(1)), -- -1 when either end was not seen
    clienthello_to_request_ms Float32 CODEC(ZSTD(1)), -- -1 when unknown
    ip_meta_ttl UInt8 CODEC(ZSTD(1)), -- 0 when the SYN was not seen
    ip_meta_id UInt16 CODEC(ZSTD(1)),
    ip_meta_df Bool CODEC(ZSTD(1)),
    ip_meta_total_length UInt16 CODEC(ZSTD(1)),
    tcp_meta_window_size UInt16 CODEC(ZSTD(1)),
    tcp_meta_mss UInt16 CODEC(ZSTD(1)), -- 0 when the option is absent
    tcp_meta_window_scale Int8 CODEC(ZSTD(1)), -- -1 when the option is absent
    tcp_meta_options LowCardinality(String),
    tls_version LowCardinality(String), -- this and the following: empty when the client never spoke TLS
    tls_sni LowCardinality(String),
    tls_alpn LowCardinality(String),
    ja4 LowCardinality(String),
    ja4_r LowCardinality(String),
    ja4_o LowCardinality(String),
    ja4_ro String CODEC(ZSTD(3)),
    ja3 String CODEC(ZSTD(3)),
    ja3_hash String CODEC(ZSTD(3)),
    header_user_agent LowCardinality(String), -- header_*: values out of headers, empty when not sent
    header_accept LowCardinality(String),
    header_accept_language LowCardinality(String),
    header_accept_encoding LowCardinality(String),
    header_referer String CODEC(ZSTD(3)),
    header_sec_fetch_mode LowCardinality(String),
    header_sec_ch_ua LowCardinality(String),
    header_x_forwarded_for String CODEC(ZSTD(3)),
    window_start DateTime('UTC') ALIAS toStartOfHour(time),
    session_id String ALIAS vigie_session_id(toStartOfHour(time), host, src_ip, ja4),
    INDEX src_ip src_ip TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX ja4 ja4 TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(time)
ORDER BY (toStartOfHour(time), src_ip, ja4, host, time)
TTL toDateTime(time) + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1;

-- A missing field becomes its "unknown"; the names of the earlier platform (query, timestamp, client_headers, header_*) are understood.
CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_logs.mv_http_logs TO ja4_logs.http_logs AS
WITH
    JSONExtract(raw_json, 'Tuple(
        type String, time String, timestamp String, timestamp_ns Int64, sensor_id String, conn_id String,
        src_ip String, src_port UInt16, dst_ip String, dst_port UInt16, keepalives Nullable(UInt32),
        scheme String, http_version String, method String, host String, path String, query_string String, query String,
        headers Array(Tuple(String, String)), client_headers String, header_order_signature String, h2_fingerprint String,
        truncated Bool, status_code UInt16, response_size Nullable(Int64), duration_ms Nullable(Float32),
        syn_to_clienthello_ms Nullable(Float32), clienthello_to_request_ms Nullable(Float32),
        ip_meta_ttl UInt8, ip_meta_id UInt16, ip_meta_df Bool, ip_meta_total_length UInt16,
        tcp_meta_window_size UInt16, tcp_meta_mss UInt16, tcp_meta_window_scale Nullable(Int8), tcp_meta_options String,
        tls_version String, tls_sni String, tls_alpn String,
        ja4 String, ja4_r String, ja4_o String, ja4_ro String, ja3 String, ja3_hash String,
        header_user_agent String, header_accept String, header_accept_language String, header_accept_encoding String,
        header_referer String, header_sec_fetch_mode String, header_sec_ch_ua String, header_x_forwarded_for String,
        `header_User-Agent` String, header_Accept String, `header_Accept-Language` String,
        `header_Accept-Encoding` String, header_Referer String, `header_Sec-Fetch-Mode` String,
        `header_Sec-CH-UA` String, `header_X-Forwarded-For` String
    )') AS r,
    vigie_raw_time(r.time, r.timestamp, r.timestamp_ns) AS raw_time,
    toIPv6OrNull(r.src_ip) AS raw_src_ip,
    -- The earlier platform kept header names and a few values.
    if(
        empty(r.headers) AND r.client_headers != '',
        arrayMap(name -> (trim(name), ''), splitByChar(',', r.client_headers)),
        r.headers
    ) AS all_headers,
    arrayMap(header -> lower(header.1), all_headers) AS names
SELECT
    multiIf(r.type IN ('request', 'connection'), r.type, r.method = '', 'connection', 'request') AS type,
    assumeNotNull(raw_time) AS time,
    r.sensor_id AS sensor_id,
    if(r.conn_id = '', concat(r.src_ip, ':', toString(r.src_port)), r.conn_id) AS conn_id,
    assumeNotNull(raw_src_ip) AS src_ip,
    r.src_port AS src_port,
    toIPv6OrDefault(r.dst_ip) AS dst_ip,
    r.dst_port AS dst_port,
    ifNull(r.keepalives, 1) AS keepalives,
    multiIf(r.scheme != '', r.scheme, r.ja4 != '' OR r.tls_version != '', 'https', 'http') AS scheme,
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
    ifNull(r.syn_to_clienthello_ms, -1) AS syn_to_clienthello_ms,
    ifNull(r.clienthello_to_request_ms, -1) AS clienthello_to_request_ms,
    r.ip_meta_ttl AS ip_meta_ttl,
    r.ip_meta_id AS ip_meta_id,
    r.ip_meta_df AS ip_meta_df,
    r.ip_meta_total_length AS ip_meta_total_length,
    r.tcp_meta_window_size AS tcp_meta_window_size,
    r.tcp_meta_mss AS tcp_meta_mss,
    ifNull(r.tcp_meta_window_scale, -1) AS tcp_meta_window_scale,
    r.tcp_meta_options AS tcp_meta_options,
    r.tls_version AS tls_version,
    r.tls_sni AS tls_sni,
    r.tls_alpn AS tls_alpn,
    r.ja4 AS ja4,
    r.ja4_r AS ja4_r,
    r.ja4_o AS ja4_o,
    r.ja4_ro AS ja4_ro,
    r.ja3 AS ja3,
    r.ja3_hash AS ja3_hash,
    firstNonDefault(all_headers[indexOf(names, 'user-agent')].2, r.header_user_agent, r.`header_User-Agent`) AS header_user_agent,
    firstNonDefault(all_headers[indexOf(names, 'accept')].2, r.header_accept, r.header_Accept) AS header_accept,
    firstNonDefault(all_headers[indexOf(names, 'accept-language')].2, r.header_accept_language, r.`header_Accept-Language`) AS header_accept_language,
    firstNonDefault(all_headers[indexOf(names, 'accept-encoding')].2, r.header_accept_encoding, r.`header_Accept-Encoding`) AS header_accept_encoding,
    firstNonDefault(all_headers[indexOf(names, 'referer')].2, r.header_referer, r.header_Referer) AS header_referer,
    firstNonDefault(all_headers[indexOf(names, 'sec-fetch-mode')].2, r.header_sec_fetch_mode, r.`header_Sec-Fetch-Mode`) AS header_sec_fetch_mode,
    firstNonDefault(all_headers[indexOf(names, 'sec-ch-ua')].2, r.header_sec_ch_ua, r.`header_Sec-CH-UA`) AS header_sec_ch_ua,
    firstNonDefault(all_headers[indexOf(names, 'x-forwarded-for')].2, r.header_x_forwarded_for, r.`header_X-Forwarded-For`) AS header_x_forwarded_for
FROM ja4_logs.http_logs_raw
WHERE vigie_raw_rejection(raw_json, raw_time, raw_src_ip) = '';

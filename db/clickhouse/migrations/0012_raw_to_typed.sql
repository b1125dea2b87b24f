-- A list as JSON writes it (an array), or names between commas.
CREATE OR REPLACE FUNCTION vigie_told_list AS (text) ->
    if(startsWith(text, '['), JSONExtract(text, 'Array(String)'), arrayFilter(each -> each != '', arrayMap(each -> trim(each), splitByChar(',', text))));

-- Headers of the earlier platform: names in client_headers, some values in fields header_<name>. Values that open a door are not kept.
CREATE OR REPLACE FUNCTION vigie_told_headers AS (names, fields) ->
    arrayMap(
        each -> if(lower(each.1) IN ('cookie', 'set-cookie', 'authorization', 'proxy-authorization') AND each.2 != '', (each.1, '***'), each),
        arrayConcat(
            arrayMap(name -> (name, arrayFirst(field -> lower(field.1) = lower(name), fields).2), names),
            arrayFilter(field -> NOT has(arrayMap(name -> lower(name), names), lower(field.1)), fields)
        )
    );

-- Which fields of a row stand for headers: header_User-Agent, or header_user_agent.
CREATE OR REPLACE FUNCTION vigie_header_fields AS (raw_json) ->
    arrayMap(
        field -> (replaceAll(substring(field.1, 8), '_', '-'), field.2),
        arrayFilter(
            field -> startsWith(field.1, 'header_') AND field.1 NOT IN ('header_order_signature', 'header_order', 'header_count'),
            JSONExtractKeysAndValues(raw_json, 'String')
        )
    );

-- An HTTP/2 fingerprint out of its parts; empty when none is told. That there were PRIORITY frames is told, not which: 1 stands for them.
CREATE OR REPLACE FUNCTION vigie_h2_of_parts AS (settings, window_update, has_priority, pseudo_order) ->
    if(settings = '' AND pseudo_order = '', '', concat(
        settings, '|',
        if(ifNull(window_update, 0) <= 0, '00', toString(ifNull(window_update, 0))), '|',
        if(has_priority, '1', '0'), '|',
        pseudo_order
    ));

-- A missing or unreadable field becomes its "unknown"; of a field that is there twice the first counts. What the earlier platform's
-- programs call otherwise (query, timestamp, client_headers, header_*, h2_*, ttl, df_bit …) is understood.
ALTER TABLE ja4_logs.mv_http_logs MODIFY QUERY
WITH
    JSONExtract(raw_json, 'Tuple(
        type String, time String, timestamp String, timestamp_ns Int64, sensor_id String, conn_id String,
        transport String, src_ip String, src_port String, peer_ip String, peer_port Nullable(UInt16), client_ip_source String,
        dst_ip String, dst_port String, keepalives Nullable(UInt32),
        scheme String, http_version String, method String, host String, path String, uri String, query_string String, query String,
        headers Array(Tuple(LowCardinality(String), LowCardinality(String))), client_headers String, header_order_signature String,
        h2_fingerprint String, h2_fp String, h2_settings String, h2_window_update Nullable(Int64), h2_has_priority Bool,
        h2_pseudo_order String, h2_pseudo_header_order String,
        h2_header_table_size Nullable(Int64), h2_enable_push Nullable(Int64), h2_max_concurrent_streams Nullable(Int64),
        h2_initial_window_size Nullable(Int64), h2_max_frame_size Nullable(Int64), h2_max_header_list_size Nullable(Int64),
        h2_enable_connect_protocol Nullable(Int64), h2_settings_ack Nullable(Int8),
        truncated Bool, status_code UInt16, response_size Nullable(Int64), duration_ms Nullable(Float32),
        response_headers Array(Tuple(LowCardinality(String), LowCardinality(String))),
        syn_to_clienthello_ms Nullable(Float32), clienthello_to_request_ms Nullable(Float32),
        ja4_second_hello String, correlated Nullable(Bool), orphan_side String,
        connection_state String, connection_ms Nullable(Float32), connection_requests UInt32, bytes_in UInt64, bytes_out UInt64,
        ip_meta_ttl UInt8, ip_meta_id UInt16, ip_meta_df Bool, ip_meta_total_length UInt16,
        tcp_meta_window_size UInt16, tcp_meta_mss UInt16, tcp_meta_window_scale Nullable(Int8), tcp_meta_options String,
        ttl UInt8, ip_id UInt16, df_bit Bool, window_size UInt16, mss UInt16, window_scale Nullable(Int8),
        tcp_signature String, os_guess String,
        tls_version String, tls_sni String, tls_alpn String,
        ja4 String, ja4_r String, ja4_o String, ja4_ro String, ja3 String, ja3_hash String,
        a_timestamp UInt64, b_timestamp UInt64,
        anubis_bot_name String, anubis_bot_action String, anubis_bot_category String
    )') AS r,
    vigie_raw_time(r.time, r.timestamp, r.timestamp_ns) AS raw_time,
    assumeNotNull(toIPv6OrNull(r.src_ip)) AS raw_src_ip,
    greatest(r.ip_meta_ttl, r.ttl) AS raw_ttl,
    arrayStringConcat(arrayFilter(each -> each != '', [
        concat('1:', toString(nullIf(r.h2_header_table_size, -1))),
        concat('2:', toString(nullIf(r.h2_enable_push, -1))),
        concat('3:', toString(nullIf(r.h2_max_concurrent_streams, -1))),
        concat('4:', toString(nullIf(r.h2_initial_window_size, -1))),
        concat('5:', toString(nullIf(r.h2_max_frame_size, -1))),
        concat('6:', toString(nullIf(r.h2_max_header_list_size, -1))),
        concat('8:', toString(nullIf(r.h2_enable_connect_protocol, -1)))
    ]), ';') AS told_settings
SELECT
    ingest_time,
    'raw' AS contract,
    multiIf(r.type IN ('request', 'connection'), r.type, r.method = '', 'connection', 'request') AS type,
    assumeNotNull(raw_time) AS time,
    r.sensor_id AS sensor_id,
    if(r.conn_id = '', concat(r.src_ip, ':', r.src_port), r.conn_id) AS conn_id,
    raw_src_ip AS src_ip,
    toUInt16OrZero(r.src_port) AS src_port,
    if(r.transport = 'quic', 'quic', 'tcp') AS transport,
    ifNull(toIPv6OrNull(r.peer_ip), raw_src_ip) AS peer_ip,
    ifNull(r.peer_port, toUInt16OrZero(r.src_port)) AS peer_port,
    r.client_ip_source AS client_ip_source,
    toIPv6OrDefault(r.dst_ip) AS dst_ip,
    toUInt16OrZero(r.dst_port) AS dst_port,
    ifNull(r.keepalives, 1) AS keepalives,
    multiIf(r.scheme != '', r.scheme, r.ja4 != '' OR r.tls_version != '', 'https', 'http') AS scheme,
    replaceRegexpOne(r.http_version, '^(?:HTTP/)?(?:([23])\\.0$)?', '\\1') AS http_version,
    r.method AS method,
    lower(substringUTF8(r.host, 1, 255)) AS host,
    if(r.path = '', r.uri, r.path) AS path,
    if(r.query_string = '', replaceRegexpOne(r.query, '^\\?', ''), r.query_string) AS query_string,
    if(
        notEmpty(r.headers) OR position(raw_json, '"header_') + position(raw_json, '"client_headers"') = 0,
        r.headers,
        vigie_told_headers(vigie_told_list(r.client_headers), vigie_header_fields(raw_json))
    ) AS headers,
    r.header_order_signature AS header_order_signature,
    firstNonDefault(
        r.h2_fingerprint,
        r.h2_fp,
        vigie_h2_of_parts(
            if(r.h2_settings = '', told_settings, r.h2_settings),
            r.h2_window_update,
            r.h2_has_priority,
            if(r.h2_pseudo_order = '', r.h2_pseudo_header_order, r.h2_pseudo_order)
        )
    ) AS h2_fingerprint,
    ifNull(r.h2_settings_ack, -1) AS h2_settings_ack,
    r.truncated AS truncated,
    r.status_code AS status_code,
    ifNull(r.response_size, -1) AS response_size,
    ifNull(r.duration_ms, -1) AS duration_ms,
    r.response_headers AS response_headers,
    ifNull(r.syn_to_clienthello_ms, -1) AS syn_to_clienthello_ms,
    ifNull(r.clienthello_to_request_ms, -1) AS clienthello_to_request_ms,
    r.ja4_second_hello AS ja4_second_hello,
    -- Rows of the earlier platform do not say: a SYN's facts are there or not.
    ifNull(r.correlated, raw_ttl > 0 AND (r.scheme != 'https' OR r.ja4 != '')) AS correlated,
    if(r.orphan_side IN ('A', 'B'), r.orphan_side, '') AS orphan_side,
    if(r.connection_state IN ('requests', 'upgraded', 'slowloris', 'half_open', 'tls_only', 'scan', 'not_http'),
        r.connection_state, '') AS connection_state,
    ifNull(r.connection_ms, -1) AS connection_ms,
    r.connection_requests AS connection_requests,
    r.bytes_in AS bytes_in,
    r.bytes_out AS bytes_out,
    raw_ttl AS ip_meta_ttl,
    greatest(r.ip_meta_id, r.ip_id) AS ip_meta_id,
    r.ip_meta_df OR r.df_bit AS ip_meta_df,
    r.ip_meta_total_length AS ip_meta_total_length,
    greatest(r.tcp_meta_window_size, r.window_size) AS tcp_meta_window_size,
    greatest(r.tcp_meta_mss, r.mss) AS tcp_meta_mss,
    ifNull(coalesce(r.tcp_meta_window_scale, r.window_scale), -1) AS tcp_meta_window_scale,
    if(startsWith(r.tcp_meta_options, '['), arrayStringConcat(vigie_told_list(r.tcp_meta_options), ','), r.tcp_meta_options) AS tcp_meta_options,
    r.tcp_signature AS tcp_signature,
    r.os_guess AS os_guess,
    r.tls_version AS tls_version,
    r.tls_sni AS tls_sni,
    if(startsWith(r.tls_alpn, '['), arrayStringConcat(vigie_told_list(r.tls_alpn), ','), r.tls_alpn) AS tls_alpn,
    r.ja4 AS ja4,
    r.ja4_r AS ja4_r,
    r.ja4_o AS ja4_o,
    r.ja4_ro AS ja4_ro,
    r.ja3 AS ja3,
    if(r.ja3_hash = '' AND r.ja3 != '', lower(hex(MD5(r.ja3))), r.ja3_hash) AS ja3_hash,
    r.a_timestamp AS a_timestamp,
    r.b_timestamp AS b_timestamp,
    r.anubis_bot_name AS anubis_bot_name,
    r.anubis_bot_action AS anubis_bot_action,
    r.anubis_bot_category AS anubis_bot_category
FROM ja4_logs.http_logs_raw
WHERE vigie_raw_refusal(raw_json, raw_time, r.src_ip, r.src_port, r.dst_ip, r.dst_port) = '';

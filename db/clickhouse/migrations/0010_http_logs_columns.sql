-- What http_logs says beside its first columns: who really asks behind a proxy, what the answer said, what the SYN tells of
-- the system, what became of connections without a request, and every column that users of the earlier platform query.

-- The first value of a header, by its lower-case name; empty when it was not sent.
CREATE OR REPLACE FUNCTION vigie_header AS (headers, name) ->
    arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), name)];

CREATE OR REPLACE FUNCTION vigie_has_header AS (headers, name) ->
    has(arrayMap(each -> toString(lower(each)), headers.1), name);

-- A number out of the first part of an HTTP/2 fingerprint, -1 when it is not among its SETTINGS.
CREATE OR REPLACE FUNCTION vigie_h2_setting AS (h2_fingerprint, id) ->
    toInt64OrDefault(extract(h2_fingerprint, concat('^(?:[^|]*[;,])?', id, ':(\\d+)')), toInt64(-1));

ALTER TABLE ja4_logs.http_logs
    -- When http_logs_raw was given the row; of rows written here directly (and before this column was), when it happened.
    ADD COLUMN IF NOT EXISTS ingest_time DateTime('UTC') DEFAULT toDateTime(time) CODEC(Delta, ZSTD(1)) FIRST,
    ADD COLUMN IF NOT EXISTS contract Enum8('raw' = 1, 'typed' = 2) DEFAULT 'raw' AFTER ingest_time, -- out of http_logs_raw, or written here
    ADD COLUMN IF NOT EXISTS transport LowCardinality(String) DEFAULT 'tcp' AFTER conn_id,
    ADD COLUMN IF NOT EXISTS peer_ip IPv6 DEFAULT src_ip CODEC(ZSTD(1)) AFTER src_port, -- who opened the connection
    ADD COLUMN IF NOT EXISTS peer_port UInt16 DEFAULT src_port CODEC(ZSTD(1)) AFTER peer_ip,
    ADD COLUMN IF NOT EXISTS client_ip_source LowCardinality(String) AFTER peer_port, -- empty: src_ip is the peer
    ADD COLUMN IF NOT EXISTS response_headers Array(Tuple(LowCardinality(String), LowCardinality(String))) CODEC(ZSTD(1)) AFTER duration_ms,
    ADD COLUMN IF NOT EXISTS ja4_second_hello LowCardinality(String) AFTER clienthello_to_request_ms,
    ADD COLUMN IF NOT EXISTS correlated Bool DEFAULT ip_meta_ttl > 0 AND (scheme != 'https' OR ja4 != '') CODEC(ZSTD(1)) AFTER ja4_second_hello,
    ADD COLUMN IF NOT EXISTS orphan_side LowCardinality(String) AFTER correlated,
    ADD COLUMN IF NOT EXISTS connection_state LowCardinality(String) AFTER orphan_side, -- this and the following: of type connection alone
    ADD COLUMN IF NOT EXISTS connection_ms Float32 DEFAULT -1 CODEC(ZSTD(1)) AFTER connection_state,
    ADD COLUMN IF NOT EXISTS connection_requests UInt32 CODEC(ZSTD(1)) AFTER connection_ms,
    ADD COLUMN IF NOT EXISTS bytes_in UInt64 CODEC(ZSTD(1)) AFTER connection_requests,
    ADD COLUMN IF NOT EXISTS bytes_out UInt64 CODEC(ZSTD(1)) AFTER bytes_in,
    ADD COLUMN IF NOT EXISTS tcp_signature LowCardinality(String) AFTER tcp_meta_options,
    ADD COLUMN IF NOT EXISTS os_guess LowCardinality(String) AFTER tcp_signature,
    -- Told by the earlier platform's programs alone.
    ADD COLUMN IF NOT EXISTS a_timestamp UInt64 CODEC(Delta, ZSTD(1)), -- of the request, nanoseconds since 1970, 0 when not told
    ADD COLUMN IF NOT EXISTS b_timestamp UInt64 CODEC(Delta, ZSTD(1)), -- of the connection
    ADD COLUMN IF NOT EXISTS anubis_bot_name LowCardinality(String),
    ADD COLUMN IF NOT EXISTS anubis_bot_action LowCardinality(String),
    ADD COLUMN IF NOT EXISTS anubis_bot_category LowCardinality(String),
    ADD COLUMN IF NOT EXISTS h2_settings_ack Int8 DEFAULT -1 CODEC(ZSTD(1)) -- whether the client acknowledged the server's SETTINGS, -1 when not told
;

-- One client's headers come again and again: as dictionaries they take a third of the bytes.
ALTER TABLE ja4_logs.http_logs
    MODIFY COLUMN headers Array(Tuple(LowCardinality(String), LowCardinality(String))) CODEC(ZSTD(1));

-- Headers by name come out of headers, whoever wrote the row.
ALTER TABLE ja4_logs.http_logs
    MODIFY COLUMN header_user_agent LowCardinality(String) DEFAULT vigie_header(headers, 'user-agent'),
    MODIFY COLUMN header_accept LowCardinality(String) DEFAULT vigie_header(headers, 'accept'),
    MODIFY COLUMN header_accept_language LowCardinality(String) DEFAULT vigie_header(headers, 'accept-language'),
    MODIFY COLUMN header_accept_encoding LowCardinality(String) DEFAULT vigie_header(headers, 'accept-encoding'),
    MODIFY COLUMN header_referer String DEFAULT vigie_header(headers, 'referer') CODEC(ZSTD(3)),
    MODIFY COLUMN header_sec_fetch_mode LowCardinality(String) DEFAULT vigie_header(headers, 'sec-fetch-mode'),
    MODIFY COLUMN header_sec_ch_ua LowCardinality(String) DEFAULT vigie_header(headers, 'sec-ch-ua'),
    MODIFY COLUMN header_x_forwarded_for String DEFAULT vigie_header(headers, 'x-forwarded-for') CODEC(ZSTD(3)),
    ADD COLUMN IF NOT EXISTS header_content_type LowCardinality(String) DEFAULT vigie_header(headers, 'content-type') AFTER header_accept_encoding,
    ADD COLUMN IF NOT EXISTS header_sec_fetch_dest LowCardinality(String) DEFAULT vigie_header(headers, 'sec-fetch-dest') AFTER header_sec_fetch_mode,
    ADD COLUMN IF NOT EXISTS header_sec_fetch_site LowCardinality(String) DEFAULT vigie_header(headers, 'sec-fetch-site') AFTER header_sec_fetch_dest,
    ADD COLUMN IF NOT EXISTS header_sec_ch_ua_mobile LowCardinality(String) DEFAULT vigie_header(headers, 'sec-ch-ua-mobile') AFTER header_sec_ch_ua,
    ADD COLUMN IF NOT EXISTS header_sec_ch_ua_platform LowCardinality(String) DEFAULT vigie_header(headers, 'sec-ch-ua-platform') AFTER header_sec_ch_ua_mobile,
    ADD COLUMN IF NOT EXISTS has_cookie Bool DEFAULT vigie_has_header(headers, 'cookie') CODEC(ZSTD(1)) AFTER header_x_forwarded_for;

-- Names that stand for what other columns hold. Reference data is asked when a row is read: were it asked at the insert, a broken
-- list would keep rows out.
ALTER TABLE ja4_logs.http_logs
    ADD COLUMN IF NOT EXISTS log_date Date ALIAS toDate(time),
    ADD COLUMN IF NOT EXISTS query String ALIAS query_string,
    ADD COLUMN IF NOT EXISTS client_headers String ALIAS arrayStringConcat(headers.1, ','),
    ADD COLUMN IF NOT EXISTS header_x_request_id String ALIAS vigie_header(headers, 'x-request-id'),
    ADD COLUMN IF NOT EXISTS header_x_trace_id String ALIAS vigie_header(headers, 'x-trace-id'),
    ADD COLUMN IF NOT EXISTS ja4_hash String ALIAS if(position(ja4, '_') = 0, '', substring(ja4, position(ja4, '_') + 1)),
    ADD COLUMN IF NOT EXISTS src_asn UInt32 ALIAS dictGet('ja4_processing.dict_iplocate_asn', 'asn', src_ip),
    ADD COLUMN IF NOT EXISTS src_country_code LowCardinality(String) ALIAS dictGet('ja4_processing.dict_iplocate_asn', 'country_code', src_ip),
    ADD COLUMN IF NOT EXISTS src_as_name LowCardinality(String) ALIAS dictGet('ja4_processing.dict_iplocate_asn', 'name', src_ip),
    ADD COLUMN IF NOT EXISTS src_org LowCardinality(String) ALIAS dictGet('ja4_processing.dict_iplocate_asn', 'org', src_ip),
    ADD COLUMN IF NOT EXISTS src_domain LowCardinality(String) ALIAS dictGet('ja4_processing.dict_iplocate_asn', 'domain', src_ip),
    ADD COLUMN IF NOT EXISTS h2_fp String ALIAS h2_fingerprint,
    ADD COLUMN IF NOT EXISTS h2_settings String ALIAS splitByChar('|', toString(h2_fingerprint))[1],
    ADD COLUMN IF NOT EXISTS h2_window_update Int64 ALIAS toInt64OrDefault(splitByChar('|', toString(h2_fingerprint))[2], toInt64(-1)),
    ADD COLUMN IF NOT EXISTS h2_wu_val Int64 ALIAS h2_window_update,
    ADD COLUMN IF NOT EXISTS h2_pseudo_order String ALIAS splitByChar('|', toString(h2_fingerprint))[4],
    ADD COLUMN IF NOT EXISTS h2_pseudo_ord_raw String ALIAS h2_pseudo_order,
    ADD COLUMN IF NOT EXISTS h2_has_priority Int8 ALIAS if(h2_fingerprint = '', -1, splitByChar('|', toString(h2_fingerprint))[3] NOT IN ('', '0')),
    ADD COLUMN IF NOT EXISTS h2_header_table_size Int64 ALIAS vigie_h2_setting(h2_fingerprint, '1'),
    ADD COLUMN IF NOT EXISTS h2_enable_push Int64 ALIAS vigie_h2_setting(h2_fingerprint, '2'),
    ADD COLUMN IF NOT EXISTS h2_max_concurrent_streams Int64 ALIAS vigie_h2_setting(h2_fingerprint, '3'),
    ADD COLUMN IF NOT EXISTS h2_initial_window_size Int64 ALIAS vigie_h2_setting(h2_fingerprint, '4'),
    ADD COLUMN IF NOT EXISTS h2_max_frame_size Int64 ALIAS vigie_h2_setting(h2_fingerprint, '5'),
    ADD COLUMN IF NOT EXISTS h2_max_header_list_size Int64 ALIAS vigie_h2_setting(h2_fingerprint, '6'),
    ADD COLUMN IF NOT EXISTS h2_enable_connect_protocol Int64 ALIAS vigie_h2_setting(h2_fingerprint, '8');

ALTER TABLE ja4_logs.http_logs
    ADD INDEX IF NOT EXISTS conn_id conn_id TYPE bloom_filter(0.01) GRANULARITY 1,
    ADD INDEX IF NOT EXISTS connection_state connection_state TYPE set(8) GRANULARITY 1;

-- A column's write buffer then begins small: one insert takes 48 MB of memory instead of 330.
ALTER TABLE ja4_logs.http_logs MODIFY SETTING min_columns_to_activate_adaptive_write_buffer = 1;

-- Where a sensor's facts come from and where its rows go, as its settings name them.
ALTER TABLE ja4_logs.sensor_heartbeats
    ADD COLUMN IF NOT EXISTS sources Array(LowCardinality(String)) AFTER started_at,
    ADD COLUMN IF NOT EXISTS outputs Array(LowCardinality(String)) AFTER sources;

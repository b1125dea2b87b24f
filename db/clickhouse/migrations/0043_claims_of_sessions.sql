-- What a client says of itself is worked out once a request, and which way of saying it was a session's newest stands with the session.
ALTER TABLE ja4_logs.http_logs ADD CONSTRAINT IF NOT EXISTS aggregates_are_being_filled CHECK 0;

-- Each part is hashed by itself: of a column with few values only these are.
CREATE OR REPLACE FUNCTION vigie_claims AS (scheme, http_version, header_order_signature, accept, accept_encoding, sec_ch_ua, sec_ch_ua_mobile, sec_ch_ua_platform, sec_fetch_dest, sec_fetch_mode, sec_fetch_site, user_agent, os_guess) ->
    sipHash64(sipHash64(scheme), sipHash64(http_version), sipHash64(header_order_signature), sipHash64(accept), sipHash64(accept_encoding), sipHash64(sec_ch_ua), sipHash64(sec_ch_ua_mobile), sipHash64(sec_ch_ua_platform), sipHash64(sec_fetch_dest), sipHash64(sec_fetch_mode), sipHash64(sec_fetch_site), sipHash64(user_agent), sipHash64(os_guess));

ALTER TABLE ja4_processing.request_facts
    ADD COLUMN IF NOT EXISTS is_proxied Bool, -- a proxy that the sensor trusts said who asks
    ADD COLUMN IF NOT EXISTS scheme LowCardinality(String),
    ADD COLUMN IF NOT EXISTS header_names Array(LowCardinality(String)), -- as sent
    ADD COLUMN IF NOT EXISTS accept LowCardinality(String), -- this and the following: empty when not sent
    ADD COLUMN IF NOT EXISTS accept_encoding LowCardinality(String),
    ADD COLUMN IF NOT EXISTS sec_ch_ua LowCardinality(String),
    ADD COLUMN IF NOT EXISTS sec_ch_ua_mobile LowCardinality(String),
    ADD COLUMN IF NOT EXISTS sec_ch_ua_platform LowCardinality(String),
    ADD COLUMN IF NOT EXISTS sec_fetch_dest LowCardinality(String),
    ADD COLUMN IF NOT EXISTS sec_fetch_mode LowCardinality(String),
    ADD COLUMN IF NOT EXISTS sec_fetch_site LowCardinality(String),
    ADD COLUMN IF NOT EXISTS os_guess LowCardinality(String), -- the system whose SYN it was
    ADD COLUMN IF NOT EXISTS claims UInt64 -- vigie_claims
;

ALTER TABLE ja4_processing.mv_request_facts MODIFY QUERY
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
    logs.tls_sni != '' AND lower(toString(logs.tls_sni)) != substringIndex(toString(logs.host), ':', 1) AS is_sni_other,
    logs.client_ip_source != '' AS is_proxied,
    logs.scheme AS scheme,
    logs.headers.1 AS header_names,
    logs.header_accept AS accept,
    logs.header_accept_encoding AS accept_encoding,
    logs.header_sec_ch_ua AS sec_ch_ua,
    logs.header_sec_ch_ua_mobile AS sec_ch_ua_mobile,
    logs.header_sec_ch_ua_platform AS sec_ch_ua_platform,
    logs.header_sec_fetch_dest AS sec_fetch_dest,
    logs.header_sec_fetch_mode AS sec_fetch_mode,
    logs.header_sec_fetch_site AS sec_fetch_site,
    logs.os_guess AS os_guess,
    vigie_claims(logs.scheme, logs.http_version, logs.header_order_signature, logs.header_accept, logs.header_accept_encoding, logs.header_sec_ch_ua, logs.header_sec_ch_ua_mobile, logs.header_sec_ch_ua_platform, logs.header_sec_fetch_dest, logs.header_sec_fetch_mode, logs.header_sec_fetch_site, logs.header_user_agent, logs.os_guess) AS claims
FROM ja4_logs.http_logs AS logs;

ALTER TABLE ja4_processing.agg_host_ip_ja4_1h
    ADD COLUMN IF NOT EXISTS is_proxied SimpleAggregateFunction(max, Bool), -- a proxy that the sensor trusts said who asks
    ADD COLUMN IF NOT EXISTS claims AggregateFunction(argMax, UInt64, UInt64) -- of the newest document, else of the newest request
;

ALTER TABLE ja4_processing.mv_agg_host_ip_ja4_1h MODIFY QUERY
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
    argMaxState(facts.fingerprint, toUInt64(toUnixTimestamp64Milli(facts.time)) + if(is_document, 4611686018427387904, 0)) AS fingerprint,
    max(facts.is_proxied) AS is_proxied,
    argMaxState(facts.claims, toUInt64(toUnixTimestamp64Milli(facts.time)) + if(is_document, 4611686018427387904, 0)) AS claims
FROM ja4_processing.request_facts AS facts
WHERE type = 'request'
GROUP BY window_start, src_ip, ja4, host;

DROP VIEW IF EXISTS ja4_processing.mv_agg_session_claims_1h;

-- Filled twice it says the same: no count is among what is added.
INSERT INTO ja4_processing.agg_host_ip_ja4_1h (window_start, src_ip, ja4, host, started_at, is_proxied, claims)
SELECT window_start, src_ip, ja4, host, toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS started_at, count_proxied > 0 AS is_proxied, claims
FROM ja4_processing.agg_session_claims_1h
SETTINGS max_threads = 1, max_insert_threads = 1, insert_deduplicate = 0, max_block_size = 16384, min_insert_block_size_rows = 65536, min_insert_block_size_bytes = 0;

DROP VIEW IF EXISTS ja4_processing.mv_agg_client_claims_1h;

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_processing.mv_agg_client_claims_1h TO ja4_processing.agg_client_claims_1h AS
SELECT
    toStartOfHour(facts.time) AS window_start,
    claims,
    any(facts.scheme) AS scheme,
    any(facts.http_version) AS http_version,
    any(facts.header_names) AS header_names,
    any(facts.accept) AS accept,
    any(facts.accept_encoding) AS accept_encoding,
    any(facts.sec_ch_ua) AS sec_ch_ua,
    any(facts.sec_ch_ua_mobile) AS sec_ch_ua_mobile,
    any(facts.sec_ch_ua_platform) AS sec_ch_ua_platform,
    any(facts.sec_fetch_dest) AS sec_fetch_dest,
    any(facts.sec_fetch_mode) AS sec_fetch_mode,
    any(facts.sec_fetch_site) AS sec_fetch_site,
    any(facts.user_agent) AS user_agent,
    any(facts.os_guess) AS os_guess,
    count() AS hits
FROM ja4_processing.request_facts AS facts
WHERE type = 'request'
GROUP BY window_start, claims;

ALTER TABLE ja4_logs.http_logs DROP CONSTRAINT IF EXISTS aggregates_are_being_filled;

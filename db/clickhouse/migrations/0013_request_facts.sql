-- What the aggregates ask of a request, worked out once and handed to all of them; nothing is kept here.

-- Writers wait until the aggregates are filled anew: their inserts fail, and they send again by token. The file that fills them takes this away.
ALTER TABLE ja4_logs.http_logs ADD CONSTRAINT IF NOT EXISTS aggregates_are_being_filled CHECK 0;

DROP VIEW IF EXISTS ja4_processing.mv_agg_host_ip_ja4_1h;

-- Which browser a user agent claims; empty when it claims none. HeadlessChrome and Chromium are Chrome.
CREATE OR REPLACE FUNCTION vigie_ua_family AS (user_agent) ->
    multiIf(
        position(user_agent, 'Mozilla/') != 1, '',
        position(user_agent, 'Edg') > 0, 'Edge',
        position(user_agent, 'OPR/') > 0, 'Opera',
        position(user_agent, 'SamsungBrowser/') > 0, 'Samsung',
        position(user_agent, 'Firefox/') > 0 OR position(user_agent, 'FxiOS/') > 0, 'Firefox',
        position(user_agent, 'Chrome/') > 0 OR position(user_agent, 'CriOS/') > 0 OR position(user_agent, 'Chromium/') > 0, 'Chrome',
        position(user_agent, 'Safari/') > 0 AND position(user_agent, 'Version/') > 0, 'Safari',
        ''
    );

-- Whose engine a browser family is built on: what TLS, HTTP/2 and header order depend on.
CREATE OR REPLACE FUNCTION vigie_engine AS (family) ->
    multiIf(family IN ('Edge', 'Opera', 'Samsung', 'Brave', 'Vivaldi', 'Chromium', 'Yandex'), 'Chrome', family = 'Tor', 'Firefox', toString(family));

-- Which system a user agent claims; empty when it names none.
CREATE OR REPLACE FUNCTION vigie_ua_os AS (user_agent) ->
    multiIf(
        position(user_agent, 'Windows') > 0, 'Windows',
        position(user_agent, 'Android') > 0, 'Android',
        position(user_agent, 'iPhone') > 0 OR position(user_agent, 'iPad') > 0, 'iOS',
        position(user_agent, 'Mac OS X') > 0 OR position(user_agent, 'Macintosh') > 0, 'macOS',
        position(user_agent, 'CrOS') > 0, 'ChromeOS',
        position(user_agent, 'Linux') > 0, 'Linux',
        ''
    );

-- Whose TCP stack that system has, in the words of os_guess.
CREATE OR REPLACE FUNCTION vigie_tcp_stack_of_os AS (os) ->
    multiIf(os IN ('Android', 'ChromeOS', 'Linux'), 'Linux', os IN ('iOS', 'macOS'), 'Apple', os);

-- The TTL that a system starts with, read off what arrived.
CREATE OR REPLACE FUNCTION vigie_initial_ttl AS (ttl) -> multiIf(ttl <= 32, 32, ttl <= 64, 64, ttl <= 128, 128, 255);

-- What of a SYN depends on the system and its settings, not on the distance; empty when it was not seen.
CREATE OR REPLACE FUNCTION vigie_tcp_stack AS (ttl, mss, window_scale, options) ->
    if(ttl = 0, '', concat(toString(vigie_initial_ttl(ttl)), ':', toString(mss), ':', toString(window_scale), ':', toString(options)));

-- One number for what a client looks like.
CREATE OR REPLACE FUNCTION vigie_fingerprint AS (ja4, header_order_signature, h2_fingerprint, tcp_stack, user_agent) ->
    sipHash64(toString(ja4), toString(header_order_signature), toString(h2_fingerprint), tcp_stack, toString(user_agent));

CREATE OR REPLACE FUNCTION vigie_is_asset AS (path) ->
    match(path, '(?i)\\.(css|js|mjs|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|mp4|webm|mp3)$');

-- A page rather than a part of one: browsers say so, of others the path must do.
CREATE OR REPLACE FUNCTION vigie_is_document AS (is_asset, sec_fetch_dest) ->
    sec_fetch_dest IN ('', 'document', 'iframe', 'frame') AND NOT is_asset;

-- Attack characters or probed paths.
CREATE OR REPLACE FUNCTION vigie_is_payload AS (path, query_string) ->
    match(concat(path, '?', query_string), '(?i)(\\.\\./|%2e%2e|%00|<script|%3cscript|union(\\s|\\+|%20|/\\*)+(all(\\s|\\+|%20)+)?select|or(\\s|\\+|%20)+1=1|sleep\\(|\\$\\{jndi|%24%7bjndi|etc/passwd|/\\.(env|git|svn|aws|ssh|ht)|wp-(login|admin|config)|xmlrpc\\.php|phpmyadmin|/cgi-bin/|\\.(bak|sql|old|swp)$|\\?.*(;|\\||%7c|`)(cat|ls|id|wget|curl)\\b)');

-- Where credentials are tried.
CREATE OR REPLACE FUNCTION vigie_is_login AS (method, path) ->
    method = 'POST' AND match(path, '(?i)(log-?in|sign-?in|auth|session|account|xmlrpc|admin)');

-- Segments of a path: / has none, /a and /a/ one.
CREATE OR REPLACE FUNCTION vigie_path_depth AS (path) ->
    least(255, greatest(0, toInt32(countSubstrings(path, '/')) - toInt32(endsWith(path, '/'))));

-- The referer is a page of the same site: the same host or one with the same registered name.
CREATE OR REPLACE FUNCTION vigie_is_same_site AS (referer, host) ->
    domain(referer) = substringIndex(toString(host), ':', 1) AND referer != ''
    OR cutToFirstSignificantSubdomain(referer) != ''
        AND cutToFirstSignificantSubdomain(referer) = cutToFirstSignificantSubdomain(substringIndex(toString(host), ':', 1));

-- Sec-Fetch headers that contradict each other or the request: no browser writes them so.
CREATE OR REPLACE FUNCTION vigie_is_sec_fetch_bad AS (dest, mode, site, referer, is_asset) ->
    dest = 'document' AND mode != 'navigate'
    OR site = 'none' AND referer != ''
    OR mode = 'navigate' AND is_asset;

-- Client hints that contradict the user agent: from a browser that sends none, of another brand, or mobile against not.
CREATE OR REPLACE FUNCTION vigie_is_client_hint_bad AS (sec_ch_ua, sec_ch_ua_mobile, user_agent) ->
    sec_ch_ua != '' AND vigie_ua_family(user_agent) IN ('Firefox', 'Safari', '')
    OR sec_ch_ua != '' AND position(sec_ch_ua, 'Chrom') = 0
    OR vigie_ua_family(user_agent) = 'Edge' AND sec_ch_ua != '' AND position(sec_ch_ua, 'Edge') = 0
    OR sec_ch_ua_mobile != '' AND (sec_ch_ua_mobile = '?1') != (position(user_agent, 'Mobile') > 0);

-- One request in 64 bits: milliseconds into the hour (22), a document (1), with a cookie (1), 8 unused, a hash of its path (32). Sorts by time.
CREATE OR REPLACE FUNCTION vigie_request_mark AS (time, is_document, has_cookie, path) ->
    bitShiftLeft(toUInt64(toUnixTimestamp64Milli(time) % 3600000), 42)
    + bitShiftLeft(toUInt64(is_document), 41)
    + bitShiftLeft(toUInt64(has_cookie), 40)
    + toUInt64(bitAnd(sipHash64(path), 4294967295));

CREATE TABLE IF NOT EXISTS ja4_processing.request_facts
(
    type Enum8('request' = 1, 'connection' = 2),
    time DateTime64(3, 'UTC'),
    src_ip IPv6,
    dst_ip IPv6,
    dst_port UInt16,
    ja4 LowCardinality(String),
    host LowCardinality(String),
    conn_id String,
    path String,
    user_agent LowCardinality(String),
    http_version LowCardinality(String),
    header_order_signature LowCardinality(String),
    h2_fingerprint LowCardinality(String),
    ja3_hash String,
    tcp_stack LowCardinality(String), -- initial TTL:MSS:window scale:options; empty when the SYN was not seen
    fingerprint UInt64, -- vigie_fingerprint of ja4, header order, HTTP/2, TCP stack and user agent
    mark UInt64, -- vigie_request_mark
    header_count UInt64,
    depth UInt64, -- path segments
    status_code UInt16,
    response_bytes UInt64, -- 0 when unknown
    duration_ms Float32,
    syn_to_clienthello_ms Float32,
    clienthello_to_request_ms Float32,
    connection_state LowCardinality(String),
    bytes_in UInt64,
    bytes_out UInt64,
    initial_ttl UInt8, -- 0 when the SYN was not seen; what follows of it means nothing then
    ttl UInt64,
    window_size UInt16,
    mss UInt16,
    window_scale Int16, -- -1 when the option is absent
    is_df Bool,
    is_ip_id_zero Bool,
    is_os_mismatch Bool, -- the SYN's system is known and not the user agent's
    is_post Bool,
    is_login_post Bool, -- POST to a path that reads like a log-in
    is_odd_method Bool, -- neither GET nor POST
    is_asset Bool,
    is_document Bool,
    is_orphan Bool, -- a document, / left out, without a referer of the same site
    is_robots Bool,
    is_payload Bool, -- attack characters or probed paths
    is_h2 Bool, -- HTTP/2 or later
    has_cookie Bool,
    is_language_absent Bool,
    is_encoding_old Bool, -- neither br nor zstd
    is_accept_generic Bool, -- a document that anything would do for
    is_sec_fetch_absent Bool,
    is_sec_fetch_bad Bool,
    is_client_hint_bad Bool,
    is_tls13 Bool,
    is_h2_offered Bool,
    is_sni_absent Bool,
    is_sni_other Bool -- SNI names another host than the request
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_processing.mv_request_facts TO ja4_processing.request_facts AS
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
FROM ja4_logs.http_logs AS logs;

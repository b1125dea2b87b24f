-- Printed from the migrations, for reading: "npm run generate" writes it.

CREATE FUNCTION vigie_browser_engine AS engine -> if((engine IN ('Chrome', 'Firefox', 'Safari')), engine, '');

CREATE FUNCTION vigie_claims AS (scheme, http_version, header_order_signature, accept, accept_encoding, sec_ch_ua, sec_ch_ua_mobile, sec_ch_ua_platform, sec_fetch_dest, sec_fetch_mode, sec_fetch_site, user_agent, os_guess) -> sipHash64(sipHash64(scheme), sipHash64(http_version), sipHash64(header_order_signature), sipHash64(accept), sipHash64(accept_encoding), sipHash64(sec_ch_ua), sipHash64(sec_ch_ua_mobile), sipHash64(sec_ch_ua_platform), sipHash64(sec_fetch_dest), sipHash64(sec_fetch_mode), sipHash64(sec_fetch_site), sipHash64(user_agent), sipHash64(os_guess));

CREATE FUNCTION vigie_engine AS family -> multiIf((family IN ('Edge', 'Opera', 'Samsung', 'Brave', 'Vivaldi', 'Chromium', 'Yandex')), 'Chrome', family = 'Tor', 'Firefox', toString(family));

CREATE FUNCTION vigie_fingerprint AS (ja4, header_order_signature, h2_fingerprint, tcp_stack, user_agent) -> sipHash64(toString(ja4), toString(header_order_signature), toString(h2_fingerprint), tcp_stack, toString(user_agent));

CREATE FUNCTION vigie_first_hour AS (day, hours) -> (toDateTime(day, 'UTC') + toIntervalHour(bitCount(bitXor(hours, hours - 1)) - 1));

CREATE FUNCTION vigie_h2_of_parts AS (settings, window_update, has_priority, pseudo_order) -> if((settings = '') AND (pseudo_order = ''), '', concat(settings, '|', if(ifNull(window_update, 0) <= 0, '00', toString(ifNull(window_update, 0))), '|', if(has_priority, '1', '0'), '|', pseudo_order));

CREATE FUNCTION vigie_h2_setting AS (h2_fingerprint, id) -> toInt64OrDefault(extract(h2_fingerprint, concat('^(?:[^|]*[;,])?', id, ':(\\d+)')), toInt64(-1));

CREATE FUNCTION vigie_has_header AS (headers, name) -> has(arrayMap(each -> toString(lower(each)), headers.1), name);

CREATE FUNCTION vigie_header AS (headers, name) -> (arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), name)]);

CREATE FUNCTION vigie_header_fields AS raw_json -> arrayMap(field -> (replaceAll(substring(field.1, 8), '_', '-'), field.2), arrayFilter(field -> (startsWith(field.1, 'header_') AND ((field.1) NOT IN ('header_order_signature', 'header_order', 'header_count'))), JSONExtractKeysAndValues(raw_json, 'String')));

CREATE FUNCTION vigie_initial_ttl AS ttl -> multiIf(ttl <= 32, 32, ttl <= 64, 64, ttl <= 128, 128, 255);

CREATE FUNCTION vigie_ip_text AS ip -> if(startsWith(toString(ip), '::ffff:') AND (position(toString(ip), '.') > 0), substring(toString(ip), 8), toString(ip));

CREATE FUNCTION vigie_is_asset AS path -> match(path, '(?i)\\.(css|js|mjs|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|mp4|webm|mp3)$');

CREATE FUNCTION vigie_is_attack AS (path, query_string) -> match(replaceAll(decodeURLComponent(decodeURLComponent(concat(path, '?', query_string))), '+', ' '), '(?i)(\\.\\./\\.\\./|\\x00|<script|<(img|svg|body|iframe)[^>]{1,80}\\bon[a-z]{3,12}\\s*=|javascript:[a-z]+\\(|union(\\s|/\\*.{0,20}\\*/)+(all\\s+|distinct\\s+)?select\\b|\\b(and|or)\\s+\\(*[\\x22\\x27]?\\d+[\\x22\\x27]?\\s*(=|<|>|like\\s+[\\x22\\x27\\d]|in\\s*\\()|[\\x22\\x27]\\)*\\s*(or|and)\\s+\\(*[\\x22\\x27\\d]|[\\x22\\x27]\\)*\\s*(--|;\\s*(select|drop|insert|update|delete|declare|waitfor)\\b)|\\b(extractvalue|updatexml|randomblob|load_file|group_concat|benchmark|pg_sleep|sleep)\\s*\\(|\\bchr?(ar)?\\(\\d+\\)|waitfor\\s+delay|information_schema|sysdatabases|xp_cmdshell|utl_inaddr|dbms_pipe|into\\s+outfile|order\\s+by\\s+\\d+\\s*(--|#)|\\$\\{jndi|\\{\\{\\s*\\d+\\s*\\*|\\$\\{\\d+\\*|/etc/passwd|win\\.ini|(php|expect|gopher|dict)://|/proc/self/|cmd\\.exe|(;|\\||`|\\$\\()\\s*(cat|ls|id|wget|curl|ping|nc|whoami|sleep)(\\s|$|;|\\)))');

CREATE FUNCTION vigie_is_client_hint_bad AS (sec_ch_ua, sec_ch_ua_mobile, user_agent) -> (((sec_ch_ua != '') AND (vigie_ua_family(user_agent) IN ('Firefox', 'Safari', ''))) OR ((sec_ch_ua != '') AND (position(sec_ch_ua, 'Chrom') = 0)) OR ((vigie_ua_family(user_agent) = 'Edge') AND (sec_ch_ua != '') AND (position(sec_ch_ua, 'Edge') = 0)) OR ((sec_ch_ua_mobile != '') AND ((sec_ch_ua_mobile = '?1') != (position(user_agent, 'Mobile') > 0))));

CREATE FUNCTION vigie_is_document AS (is_asset, sec_fetch_dest) -> ((sec_fetch_dest IN ('', 'document', 'iframe', 'frame')) AND (NOT is_asset));

CREATE FUNCTION vigie_is_login AS (method, path) -> ((method = 'POST') AND match(path, '(?i)(log-?in|sign-?in|auth|session|account|xmlrpc|admin)'));

CREATE FUNCTION vigie_is_payload AS (path, query_string) -> match(concat(path, '?', query_string), '(?i)(\\.\\./|%2e%2e|%00|<script|%3cscript|union(\\s|\\+|%20|/\\*)+(all(\\s|\\+|%20)+)?select|or(\\s|\\+|%20)+1=1|sleep\\(|\\$\\{jndi|%24%7bjndi|etc/passwd|/\\.(env|git|svn|aws|ssh|ht)|wp-(login|admin|config)|xmlrpc\\.php|phpmyadmin|/cgi-bin/|\\.(bak|sql|old|swp)$|\\?.*(;|\\||%7c|`)(cat|ls|id|wget|curl)\\b)');

CREATE FUNCTION vigie_is_prefix AS prefix -> (match(prefix, '^[0-9a-fA-F:.]+/[0-9]{1,3}$') AND if(position(prefix, ':') > 0, isIPv6String(substringIndex(prefix, '/', 1)) AND ((toUInt16OrZero(substringIndex(prefix, '/', -1)) >= 1) AND (toUInt16OrZero(substringIndex(prefix, '/', -1)) <= 128)), isIPv4String(substringIndex(prefix, '/', 1)) AND ((toUInt16OrZero(substringIndex(prefix, '/', -1)) >= 1) AND (toUInt16OrZero(substringIndex(prefix, '/', -1)) <= 32))));

CREATE FUNCTION vigie_is_same_site AS (referer, host) -> (((domain(referer) = substringIndex(toString(host), ':', 1)) AND (referer != '')) OR ((cutToFirstSignificantSubdomain(referer) != '') AND (cutToFirstSignificantSubdomain(referer) = cutToFirstSignificantSubdomain(substringIndex(toString(host), ':', 1)))));

CREATE FUNCTION vigie_is_sec_fetch_bad AS (dest, mode, site, referer, is_asset) -> (((dest = 'document') AND (mode != 'navigate')) OR ((site = 'none') AND (referer != '')) OR ((mode = 'navigate') AND is_asset));

CREATE FUNCTION vigie_is_sign_in AS (method, path) -> ((method = 'POST') AND match(path, '(?i)(log-?in|sign-?in|authenticat|/auth/?$|/auth/(token|password)|oauth2?/token|/sessions?/?$|xmlrpc\\.php)') AND (NOT match(path, '(?i)(refresh|log-?out|sign-?out|heartbeat|keep-?alive|ping|status|validate|check)')));

CREATE FUNCTION vigie_network AS (asn, src_ip) -> if(asn != 0, concat('AS', toString(asn)), vigie_ip_text((IPv6CIDRToRange(src_ip, if((src_ip >= toIPv6('::ffff:0.0.0.0')) AND (src_ip <= toIPv6('::ffff:255.255.255.255')), 120, 48))).1));

CREATE FUNCTION vigie_path_depth AS path -> least(255, greatest(0, toInt32(countSubstrings(path, '/')) - toInt32(endsWith(path, '/'))));

CREATE FUNCTION vigie_peer_key AS (ja4, host) -> sipHash64(toString(ja4), toString(host));

CREATE FUNCTION vigie_raw_refusal AS (raw_json, time, src_ip, src_port, dst_ip, dst_port) -> multiIf(NOT has([length(raw_json) <= 1048576, startsWith(trimLeft(raw_json), '{'), ifNull(time <= (now('UTC') + toIntervalDay(1)), false), ifNull(time >= (now('UTC') - toIntervalDay(31)), false), toIPv6OrNull(src_ip) IS NOT NULL, (src_port = '') OR (toUInt16OrNull(src_port) IS NOT NULL), (dst_port = '') OR (toUInt16OrNull(dst_port) IS NOT NULL), (dst_ip = '') OR (toIPv6OrNull(dst_ip) IS NOT NULL)], false), '', length(raw_json) > 1048576, 'longer than 1 MiB', NOT isValidJSON(raw_json), 'not valid JSON', JSONType(raw_json) != 'Object', 'not a JSON object', time IS NULL, 'time is missing or unreadable', time > (now('UTC') + toIntervalDay(1)), 'time lies in the future', time < (now('UTC') - toIntervalDay(31)), 'time is older than what is kept', toIPv6OrNull(src_ip) IS NULL, 'src_ip is missing or not an address', (src_port != '') AND (toUInt16OrNull(src_port) IS NULL), 'src_port is not a port', (dst_port != '') AND (toUInt16OrNull(dst_port) IS NULL), 'dst_port is not a port', 'dst_ip is not an address');

CREATE FUNCTION vigie_raw_rejection AS (raw_json, time, src_ip) -> multiIf((time IS NOT NULL) AND (src_ip IS NOT NULL) AND (time <= (now('UTC') + toIntervalDay(1))) AND (time >= (now('UTC') - toIntervalDay(31))), '', NOT isValidJSON(raw_json), 'not valid JSON', JSONType(raw_json) != 'Object', 'not a JSON object', time IS NULL, 'time is missing or unreadable', src_ip IS NULL, 'src_ip is missing or not an address', time > now('UTC'), 'time lies in the future', 'time is older than what is kept');

CREATE FUNCTION vigie_raw_time AS (time, timestamp, timestamp_ns) -> coalesce(vigie_told_time(time), vigie_told_time(timestamp), if(timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(timestamp_ns, 1000000), 'UTC'), NULL));

CREATE FUNCTION vigie_request_mark AS (time, is_document, has_cookie, path) -> (((bitShiftLeft(toUInt64(toUnixTimestamp64Milli(time) % 3600000), 42) + bitShiftLeft(toUInt64(is_document), 41)) + bitShiftLeft(toUInt64(has_cookie), 40)) + toUInt64(bitAnd(sipHash64(path), 4294967295)));

CREATE FUNCTION vigie_session_id AS (window_start, host, src_ip, ja4) -> concat(trimLeft(lower(hex(toUInt32(intDiv(toUnixTimestamp(window_start), 3600)))), '0'), '-', lower(hex(sipHash128(host, vigie_ip_text(src_ip), ja4, toUInt32(intDiv(toUnixTimestamp(window_start), 3600))))));

CREATE FUNCTION vigie_session_key AS (src_ip, ja4, host) -> sipHash64(src_ip, toString(ja4), toString(host));

CREATE FUNCTION vigie_session_window AS session_id -> toDateTime(reinterpretAsUInt32(reverse(unhex(right(concat('00000000', substringIndex(session_id, '-', 1)), 8)))) * 3600, 'UTC');

CREATE FUNCTION vigie_sign_in_answer AS (status_code, content_type, location, path) -> multiIf((status_code IN (400, 401, 403, 419, 422, 423, 429)), 'refused', ((status_code >= 300) AND (status_code <= 399)) AND (location = ''), 'unknown', (status_code >= 300) AND (status_code <= 399), if(match(location, '(?i)(log-?in|sign-?in|error|fail|invalid|denied)') OR (path(location) = path), 'refused', 'accepted'), ((status_code >= 200) AND (status_code <= 299)) AND match(content_type, '(?i)(html|xml)'), 'form', (status_code >= 200) AND (status_code <= 299), 'accepted', 'unknown');

CREATE FUNCTION vigie_tcp_stack AS (ttl, mss, window_scale, options) -> if(ttl = 0, '', concat(toString(vigie_initial_ttl(ttl)), ':', toString(mss), ':', toString(window_scale), ':', toString(options)));

CREATE FUNCTION vigie_tcp_stack_of_os AS os -> multiIf((os IN ('Android', 'ChromeOS', 'Linux')), 'Linux', (os IN ('iOS', 'macOS')), 'Apple', os);

CREATE FUNCTION vigie_time AS text -> parseDateTime64BestEffortOrNull(text, 3, 'UTC');

CREATE FUNCTION vigie_time_text AS t -> concat(replaceOne(toString(toDateTime64(t, 3, 'UTC')), ' ', 'T'), 'Z');

CREATE FUNCTION vigie_told_headers AS (names, fields) -> arrayMap(each -> if((lower(each.1) IN ('cookie', 'set-cookie', 'authorization', 'proxy-authorization')) AND ((each.2) != ''), (each.1, '***'), each), arrayConcat(arrayMap(name -> (name, (arrayFirst(field -> (lower(field.1) = lower(name)), fields)).2), names), arrayFilter(field -> (NOT has(arrayMap(name -> lower(name), names), lower(field.1))), fields)));

CREATE FUNCTION vigie_told_list AS text -> if(startsWith(text, '['), JSONExtract(text, 'Array(String)'), arrayFilter(each -> (each != ''), arrayMap(each -> trimBoth(each), splitByChar(',', text))));

CREATE FUNCTION vigie_told_time AS text -> multiIf(toUInt64OrNull(text) IS NULL, parseDateTime64BestEffortOrNull(text, 3, 'UTC'), toUInt64OrZero(text) < 100000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(text) * 1000), 'UTC'), toUInt64OrZero(text) < 100000000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(text)), 'UTC'), toUInt64OrZero(text) < 100000000000000000, fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(text), 1000)), 'UTC'), fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(text), 1000000)), 'UTC'));

CREATE FUNCTION vigie_ua_family AS user_agent -> multiIf(position(user_agent, 'Mozilla/') != 1, '', position(user_agent, 'Edg') > 0, 'Edge', position(user_agent, 'OPR/') > 0, 'Opera', position(user_agent, 'SamsungBrowser/') > 0, 'Samsung', (position(user_agent, 'Firefox/') > 0) OR (position(user_agent, 'FxiOS/') > 0), 'Firefox', (position(user_agent, 'Chrome/') > 0) OR (position(user_agent, 'CriOS/') > 0) OR (position(user_agent, 'Chromium/') > 0), 'Chrome', (position(user_agent, 'Safari/') > 0) AND (position(user_agent, 'Version/') > 0), 'Safari', '');

CREATE FUNCTION vigie_ua_os AS user_agent -> multiIf(position(user_agent, 'Windows') > 0, 'Windows', position(user_agent, 'Android') > 0, 'Android', (position(user_agent, 'iPhone') > 0) OR (position(user_agent, 'iPad') > 0), 'iOS', (position(user_agent, 'Mac OS X') > 0) OR (position(user_agent, 'Macintosh') > 0), 'macOS', position(user_agent, 'CrOS') > 0, 'ChromeOS', position(user_agent, 'Linux') > 0, 'Linux', '');

CREATE TABLE ja4_logs.dead_letters
(
    `ingest_time` DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    `reason` LowCardinality(String),
    `raw_json` String CODEC(ZSTD(3))
)
ENGINE = MergeTree
ORDER BY (reason, ingest_time)
TTL ingest_time + toIntervalDay(30)
SETTINGS merge_with_ttl_timeout = 3600, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_logs.http_logs
(
    `ingest_time` DateTime('UTC') DEFAULT toDateTime(time) CODEC(Delta(4), ZSTD(1)),
    `contract` Enum8('raw' = 1, 'typed' = 2) DEFAULT 'raw',
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
        LowCardinality(String),
        LowCardinality(String))) CODEC(ZSTD(1)),
    `header_order_signature` LowCardinality(String),
    `h2_fingerprint` LowCardinality(String),
    `truncated` Bool CODEC(ZSTD(1)),
    `status_code` UInt16 CODEC(ZSTD(1)),
    `response_size` Int64 CODEC(ZSTD(1)),
    `duration_ms` Float32 CODEC(ZSTD(1)),
    `response_headers` Array(Tuple(
        LowCardinality(String),
        LowCardinality(String))) CODEC(ZSTD(1)),
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
    `header_user_agent` LowCardinality(String) DEFAULT arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), 'user-agent')],
    `header_accept` LowCardinality(String) DEFAULT arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), 'accept')],
    `header_accept_language` LowCardinality(String) DEFAULT arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), 'accept-language')],
    `header_accept_encoding` LowCardinality(String) DEFAULT arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), 'accept-encoding')],
    `header_content_type` LowCardinality(String) DEFAULT arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), 'content-type')],
    `header_referer` String DEFAULT arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), 'referer')] CODEC(ZSTD(3)),
    `header_sec_fetch_mode` LowCardinality(String) DEFAULT arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), 'sec-fetch-mode')],
    `header_sec_fetch_dest` LowCardinality(String) DEFAULT arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), 'sec-fetch-dest')],
    `header_sec_fetch_site` LowCardinality(String) DEFAULT arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), 'sec-fetch-site')],
    `header_sec_ch_ua` LowCardinality(String) DEFAULT arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), 'sec-ch-ua')],
    `header_sec_ch_ua_mobile` LowCardinality(String) DEFAULT arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), 'sec-ch-ua-mobile')],
    `header_sec_ch_ua_platform` LowCardinality(String) DEFAULT arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), 'sec-ch-ua-platform')],
    `header_x_forwarded_for` String DEFAULT arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), 'x-forwarded-for')] CODEC(ZSTD(3)),
    `has_cookie` Bool DEFAULT has(arrayMap(each -> toString(lower(each)), headers.1), 'cookie') CODEC(ZSTD(1)),
    `window_start` DateTime('UTC') ALIAS toStartOfHour(time),
    `session_id` String ALIAS concat(trimLeft(lower(hex(toUInt32(intDiv(toUnixTimestamp(toStartOfHour(time)), 3600)))), '0'), '-', lower(hex(sipHash128(host, if(startsWith(toString(src_ip), '::ffff:') AND (position(toString(src_ip), '.') > 0), substring(toString(src_ip), 8), toString(src_ip)), ja4, toUInt32(intDiv(toUnixTimestamp(toStartOfHour(time)), 3600)))))),
    `a_timestamp` UInt64 CODEC(Delta(8), ZSTD(1)),
    `b_timestamp` UInt64 CODEC(Delta(8), ZSTD(1)),
    `anubis_bot_name` LowCardinality(String),
    `anubis_bot_action` LowCardinality(String),
    `anubis_bot_category` LowCardinality(String),
    `h2_settings_ack` Int8 DEFAULT -1 CODEC(ZSTD(1)),
    `log_date` Date ALIAS toDate(time),
    `query` String ALIAS query_string,
    `client_headers` String ALIAS arrayStringConcat(headers.1, ','),
    `header_x_request_id` String ALIAS arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), 'x-request-id')],
    `header_x_trace_id` String ALIAS arrayMap(each -> toString(each), headers.2)[indexOf(arrayMap(each -> toString(lower(each)), headers.1), 'x-trace-id')],
    `ja4_hash` String ALIAS if(position(ja4, '_') = 0, '', substring(ja4, position(ja4, '_') + 1)),
    `src_asn` UInt32 ALIAS dictGet('ja4_processing.dict_iplocate_asn', 'asn', src_ip),
    `src_country_code` LowCardinality(String) ALIAS dictGet('ja4_processing.dict_iplocate_asn', 'country_code', src_ip),
    `src_as_name` LowCardinality(String) ALIAS dictGet('ja4_processing.dict_iplocate_asn', 'name', src_ip),
    `src_org` LowCardinality(String) ALIAS dictGet('ja4_processing.dict_iplocate_asn', 'org', src_ip),
    `src_domain` LowCardinality(String) ALIAS dictGet('ja4_processing.dict_iplocate_asn', 'domain', src_ip),
    `h2_fp` String ALIAS h2_fingerprint,
    `h2_settings` String ALIAS splitByChar('|', toString(h2_fingerprint))[1],
    `h2_window_update` Int64 ALIAS toInt64OrDefault(splitByChar('|', toString(h2_fingerprint))[2], toInt64(-1)),
    `h2_wu_val` Int64 ALIAS h2_window_update,
    `h2_pseudo_order` String ALIAS splitByChar('|', toString(h2_fingerprint))[4],
    `h2_pseudo_ord_raw` String ALIAS h2_pseudo_order,
    `h2_has_priority` Int8 ALIAS if(h2_fingerprint = '', -1, ((splitByChar('|', toString(h2_fingerprint))[3]) NOT IN ('', '0'))),
    `h2_header_table_size` Int64 ALIAS toInt64OrDefault(extract(h2_fingerprint, concat('^(?:[^|]*[;,])?', '1', ':(\\d+)')), toInt64(-1)),
    `h2_enable_push` Int64 ALIAS toInt64OrDefault(extract(h2_fingerprint, concat('^(?:[^|]*[;,])?', '2', ':(\\d+)')), toInt64(-1)),
    `h2_max_concurrent_streams` Int64 ALIAS toInt64OrDefault(extract(h2_fingerprint, concat('^(?:[^|]*[;,])?', '3', ':(\\d+)')), toInt64(-1)),
    `h2_initial_window_size` Int64 ALIAS toInt64OrDefault(extract(h2_fingerprint, concat('^(?:[^|]*[;,])?', '4', ':(\\d+)')), toInt64(-1)),
    `h2_max_frame_size` Int64 ALIAS toInt64OrDefault(extract(h2_fingerprint, concat('^(?:[^|]*[;,])?', '5', ':(\\d+)')), toInt64(-1)),
    `h2_max_header_list_size` Int64 ALIAS toInt64OrDefault(extract(h2_fingerprint, concat('^(?:[^|]*[;,])?', '6', ':(\\d+)')), toInt64(-1)),
    `h2_enable_connect_protocol` Int64 ALIAS toInt64OrDefault(extract(h2_fingerprint, concat('^(?:[^|]*[;,])?', '8', ':(\\d+)')), toInt64(-1)),
    INDEX src_ip src_ip TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX ja4 ja4 TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX conn_id conn_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX connection_state connection_state TYPE set(8) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(time)
ORDER BY (toStartOfHour(time), src_ip, ja4, host, time)
TTL toDateTime(time) + toIntervalDay(30)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192, min_columns_to_activate_adaptive_write_buffer = 1;

CREATE TABLE ja4_logs.http_logs_raw
(
    `raw_json` String CODEC(ZSTD(1)),
    `ingest_time` DateTime('UTC') DEFAULT now('UTC') CODEC(Delta(4), ZSTD(1))
)
ENGINE = MergeTree
ORDER BY ingest_time
TTL ingest_time + toIntervalHour(2)
SETTINGS merge_with_ttl_timeout = 3600, max_bytes_to_merge_at_max_space_in_pool = 1073741824, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE MATERIALIZED VIEW ja4_logs.mv_dead_letters TO ja4_logs.dead_letters
(
    `ingest_time` DateTime('UTC'),
    `reason` String,
    `raw_json` String
)
AS WITH
    JSONExtract(raw_json, 'Tuple(\n        time String, timestamp String, timestamp_ns Int64, src_ip String, src_port String, dst_ip String, dst_port String\n    )') AS r,
    multiIf(NOT has([length(raw_json) <= 1048576, startsWith(trimLeft(raw_json), '{'), ifNull(coalesce(multiIf(toUInt64OrNull(r.time) IS NULL, parseDateTime64BestEffortOrNull(r.time, 3, 'UTC'), toUInt64OrZero(r.time) < 100000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.time) * 1000), 'UTC'), toUInt64OrZero(r.time) < 100000000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.time)), 'UTC'), toUInt64OrZero(r.time) < 100000000000000000, fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.time), 1000)), 'UTC'), fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.time), 1000000)), 'UTC')), multiIf(toUInt64OrNull(r.timestamp) IS NULL, parseDateTime64BestEffortOrNull(r.timestamp, 3, 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.timestamp) * 1000), 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.timestamp)), 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000000000, fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.timestamp), 1000)), 'UTC'), fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.timestamp), 1000000)), 'UTC')), if(r.timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(r.timestamp_ns, 1000000), 'UTC'), NULL)) <= (now('UTC') + toIntervalDay(1)), false), ifNull(coalesce(multiIf(toUInt64OrNull(r.time) IS NULL, parseDateTime64BestEffortOrNull(r.time, 3, 'UTC'), toUInt64OrZero(r.time) < 100000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.time) * 1000), 'UTC'), toUInt64OrZero(r.time) < 100000000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.time)), 'UTC'), toUInt64OrZero(r.time) < 100000000000000000, fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.time), 1000)), 'UTC'), fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.time), 1000000)), 'UTC')), multiIf(toUInt64OrNull(r.timestamp) IS NULL, parseDateTime64BestEffortOrNull(r.timestamp, 3, 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.timestamp) * 1000), 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.timestamp)), 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000000000, fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.timestamp), 1000)), 'UTC'), fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.timestamp), 1000000)), 'UTC')), if(r.timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(r.timestamp_ns, 1000000), 'UTC'), NULL)) >= (now('UTC') - toIntervalDay(31)), false), toIPv6OrNull(r.src_ip) IS NOT NULL, (r.src_port = '') OR (toUInt16OrNull(r.src_port) IS NOT NULL), (r.dst_port = '') OR (toUInt16OrNull(r.dst_port) IS NOT NULL), (r.dst_ip = '') OR (toIPv6OrNull(r.dst_ip) IS NOT NULL)], false), '', length(raw_json) > 1048576, 'longer than 1 MiB', NOT isValidJSON(raw_json), 'not valid JSON', JSONType(raw_json) != 'Object', 'not a JSON object', coalesce(multiIf(toUInt64OrNull(r.time) IS NULL, parseDateTime64BestEffortOrNull(r.time, 3, 'UTC'), toUInt64OrZero(r.time) < 100000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.time) * 1000), 'UTC'), toUInt64OrZero(r.time) < 100000000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.time)), 'UTC'), toUInt64OrZero(r.time) < 100000000000000000, fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.time), 1000)), 'UTC'), fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.time), 1000000)), 'UTC')), multiIf(toUInt64OrNull(r.timestamp) IS NULL, parseDateTime64BestEffortOrNull(r.timestamp, 3, 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.timestamp) * 1000), 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.timestamp)), 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000000000, fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.timestamp), 1000)), 'UTC'), fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.timestamp), 1000000)), 'UTC')), if(r.timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(r.timestamp_ns, 1000000), 'UTC'), NULL)) IS NULL, 'time is missing or unreadable', coalesce(multiIf(toUInt64OrNull(r.time) IS NULL, parseDateTime64BestEffortOrNull(r.time, 3, 'UTC'), toUInt64OrZero(r.time) < 100000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.time) * 1000), 'UTC'), toUInt64OrZero(r.time) < 100000000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.time)), 'UTC'), toUInt64OrZero(r.time) < 100000000000000000, fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.time), 1000)), 'UTC'), fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.time), 1000000)), 'UTC')), multiIf(toUInt64OrNull(r.timestamp) IS NULL, parseDateTime64BestEffortOrNull(r.timestamp, 3, 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.timestamp) * 1000), 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.timestamp)), 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000000000, fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.timestamp), 1000)), 'UTC'), fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.timestamp), 1000000)), 'UTC')), if(r.timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(r.timestamp_ns, 1000000), 'UTC'), NULL)) > (now('UTC') + toIntervalDay(1)), 'time lies in the future', coalesce(multiIf(toUInt64OrNull(r.time) IS NULL, parseDateTime64BestEffortOrNull(r.time, 3, 'UTC'), toUInt64OrZero(r.time) < 100000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.time) * 1000), 'UTC'), toUInt64OrZero(r.time) < 100000000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.time)), 'UTC'), toUInt64OrZero(r.time) < 100000000000000000, fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.time), 1000)), 'UTC'), fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.time), 1000000)), 'UTC')), multiIf(toUInt64OrNull(r.timestamp) IS NULL, parseDateTime64BestEffortOrNull(r.timestamp, 3, 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.timestamp) * 1000), 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.timestamp)), 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000000000, fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.timestamp), 1000)), 'UTC'), fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.timestamp), 1000000)), 'UTC')), if(r.timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(r.timestamp_ns, 1000000), 'UTC'), NULL)) < (now('UTC') - toIntervalDay(31)), 'time is older than what is kept', toIPv6OrNull(r.src_ip) IS NULL, 'src_ip is missing or not an address', (r.src_port != '') AND (toUInt16OrNull(r.src_port) IS NULL), 'src_port is not a port', (r.dst_port != '') AND (toUInt16OrNull(r.dst_port) IS NULL), 'dst_port is not a port', 'dst_ip is not an address') AS refusal
SELECT
    ingest_time,
    refusal AS reason,
    raw_json
FROM ja4_logs.http_logs_raw
WHERE refusal != '';

CREATE MATERIALIZED VIEW ja4_logs.mv_http_logs TO ja4_logs.http_logs
(
    `ingest_time` DateTime('UTC'),
    `contract` String,
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
    `h2_settings_ack` Int8,
    `truncated` Bool,
    `status_code` UInt16,
    `response_size` Int64,
    `duration_ms` Float32,
    `response_headers` Array(Tuple(
        LowCardinality(String),
        LowCardinality(String))),
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
    `a_timestamp` UInt64,
    `b_timestamp` UInt64,
    `anubis_bot_name` String,
    `anubis_bot_action` String,
    `anubis_bot_category` String
)
AS WITH
    JSONExtract(raw_json, 'Tuple(\n        type String, time String, timestamp String, timestamp_ns Int64, sensor_id String, conn_id String,\n        transport String, src_ip String, src_port String, peer_ip String, peer_port Nullable(UInt16), client_ip_source String,\n        dst_ip String, dst_port String, keepalives Nullable(UInt32),\n        scheme String, http_version String, method String, host String, path String, uri String, query_string String, query String,\n        headers Array(Tuple(LowCardinality(String), LowCardinality(String))), client_headers String, header_order_signature String,\n        h2_fingerprint String, h2_fp String, h2_settings String, h2_window_update Nullable(Int64), h2_has_priority Bool,\n        h2_pseudo_order String, h2_pseudo_header_order String,\n        h2_header_table_size Nullable(Int64), h2_enable_push Nullable(Int64), h2_max_concurrent_streams Nullable(Int64),\n        h2_initial_window_size Nullable(Int64), h2_max_frame_size Nullable(Int64), h2_max_header_list_size Nullable(Int64),\n        h2_enable_connect_protocol Nullable(Int64), h2_settings_ack Nullable(Int8),\n        truncated Bool, status_code UInt16, response_size Nullable(Int64), duration_ms Nullable(Float32),\n        response_headers Array(Tuple(LowCardinality(String), LowCardinality(String))),\n        syn_to_clienthello_ms Nullable(Float32), clienthello_to_request_ms Nullable(Float32),\n        ja4_second_hello String, correlated Nullable(Bool), orphan_side String,\n        connection_state String, connection_ms Nullable(Float32), connection_requests UInt32, bytes_in UInt64, bytes_out UInt64,\n        ip_meta_ttl UInt8, ip_meta_id UInt16, ip_meta_df Bool, ip_meta_total_length UInt16,\n        tcp_meta_window_size UInt16, tcp_meta_mss UInt16, tcp_meta_window_scale Nullable(Int8), tcp_meta_options String,\n        ttl UInt8, ip_id UInt16, df_bit Bool, window_size UInt16, mss UInt16, window_scale Nullable(Int8),\n        tcp_signature String, os_guess String,\n        tls_version String, tls_sni String, tls_alpn String,\n        ja4 String, ja4_r String, ja4_o String, ja4_ro String, ja3 String, ja3_hash String,\n        a_timestamp UInt64, b_timestamp UInt64,\n        anubis_bot_name String, anubis_bot_action String, anubis_bot_category String\n    )') AS r,
    coalesce(multiIf(toUInt64OrNull(r.time) IS NULL, parseDateTime64BestEffortOrNull(r.time, 3, 'UTC'), toUInt64OrZero(r.time) < 100000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.time) * 1000), 'UTC'), toUInt64OrZero(r.time) < 100000000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.time)), 'UTC'), toUInt64OrZero(r.time) < 100000000000000000, fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.time), 1000)), 'UTC'), fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.time), 1000000)), 'UTC')), multiIf(toUInt64OrNull(r.timestamp) IS NULL, parseDateTime64BestEffortOrNull(r.timestamp, 3, 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.timestamp) * 1000), 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(r.timestamp)), 'UTC'), toUInt64OrZero(r.timestamp) < 100000000000000000, fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.timestamp), 1000)), 'UTC'), fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(r.timestamp), 1000000)), 'UTC')), if(r.timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(r.timestamp_ns, 1000000), 'UTC'), NULL)) AS raw_time,
    assumeNotNull(toIPv6OrNull(r.src_ip)) AS raw_src_ip,
    greatest(r.ip_meta_ttl, r.ttl) AS raw_ttl,
    arrayStringConcat(arrayFilter(each -> (each != ''), [concat('1:', toString(nullIf(r.h2_header_table_size, -1))), concat('2:', toString(nullIf(r.h2_enable_push, -1))), concat('3:', toString(nullIf(r.h2_max_concurrent_streams, -1))), concat('4:', toString(nullIf(r.h2_initial_window_size, -1))), concat('5:', toString(nullIf(r.h2_max_frame_size, -1))), concat('6:', toString(nullIf(r.h2_max_header_list_size, -1))), concat('8:', toString(nullIf(r.h2_enable_connect_protocol, -1)))]), ';') AS told_settings
SELECT
    ingest_time,
    'raw' AS contract,
    multiIf((r.type IN ('request', 'connection')), r.type, r.method = '', 'connection', 'request') AS type,
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
    multiIf(r.scheme != '', r.scheme, (r.ja4 != '') OR (r.tls_version != ''), 'https', 'http') AS scheme,
    replaceRegexpOne(r.http_version, '^(?:HTTP/)?(?:([23])\\.0$)?', '\\1') AS http_version,
    r.method AS method,
    lower(substringUTF8(r.host, 1, 255)) AS host,
    if(r.path = '', r.uri, r.path) AS path,
    if(r.query_string = '', replaceRegexpOne(r.query, '^\\?', ''), r.query_string) AS query_string,
    if(notEmpty(r.headers) OR ((position(raw_json, '"header_') + position(raw_json, '"client_headers"')) = 0), r.headers, arrayMap(each -> if((lower(each.1) IN ('cookie', 'set-cookie', 'authorization', 'proxy-authorization')) AND ((each.2) != ''), (each.1, '***'), each), arrayConcat(arrayMap(name -> (name, (arrayFirst(field -> (lower(field.1) = lower(name)), arrayMap(field -> (replaceAll(substring(field.1, 8), '_', '-'), field.2), arrayFilter(field -> (startsWith(field.1, 'header_') AND ((field.1) NOT IN ('header_order_signature', 'header_order', 'header_count'))), JSONExtractKeysAndValues(raw_json, 'String'))))).2), if(startsWith(r.client_headers, '['), JSONExtract(r.client_headers, 'Array(String)'), arrayFilter(each -> (each != ''), arrayMap(each -> trimBoth(each), splitByChar(',', r.client_headers))))), arrayFilter(field -> (NOT has(arrayMap(name -> lower(name), if(startsWith(r.client_headers, '['), JSONExtract(r.client_headers, 'Array(String)'), arrayFilter(each -> (each != ''), arrayMap(each -> trimBoth(each), splitByChar(',', r.client_headers))))), lower(field.1))), arrayMap(field -> (replaceAll(substring(field.1, 8), '_', '-'), field.2), arrayFilter(field -> (startsWith(field.1, 'header_') AND ((field.1) NOT IN ('header_order_signature', 'header_order', 'header_count'))), JSONExtractKeysAndValues(raw_json, 'String'))))))) AS headers,
    r.header_order_signature AS header_order_signature,
    firstNonDefault(r.h2_fingerprint, r.h2_fp, if((if(r.h2_settings = '', told_settings, r.h2_settings) = '') AND (if(r.h2_pseudo_order = '', r.h2_pseudo_header_order, r.h2_pseudo_order) = ''), '', concat(if(r.h2_settings = '', told_settings, r.h2_settings), '|', if(ifNull(r.h2_window_update, 0) <= 0, '00', toString(ifNull(r.h2_window_update, 0))), '|', if(r.h2_has_priority, '1', '0'), '|', if(r.h2_pseudo_order = '', r.h2_pseudo_header_order, r.h2_pseudo_order)))) AS h2_fingerprint,
    ifNull(r.h2_settings_ack, -1) AS h2_settings_ack,
    r.truncated AS truncated,
    r.status_code AS status_code,
    ifNull(r.response_size, -1) AS response_size,
    ifNull(r.duration_ms, -1) AS duration_ms,
    r.response_headers AS response_headers,
    ifNull(r.syn_to_clienthello_ms, -1) AS syn_to_clienthello_ms,
    ifNull(r.clienthello_to_request_ms, -1) AS clienthello_to_request_ms,
    r.ja4_second_hello AS ja4_second_hello,
    ifNull(r.correlated, (raw_ttl > 0) AND ((r.scheme != 'https') OR (r.ja4 != ''))) AS correlated,
    if((r.orphan_side IN ('A', 'B')), r.orphan_side, '') AS orphan_side,
    if((r.connection_state IN ('requests', 'upgraded', 'slowloris', 'half_open', 'tls_only', 'scan', 'not_http')), r.connection_state, '') AS connection_state,
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
    if(startsWith(r.tcp_meta_options, '['), arrayStringConcat(if(startsWith(r.tcp_meta_options, '['), JSONExtract(r.tcp_meta_options, 'Array(String)'), arrayFilter(each -> (each != ''), arrayMap(each -> trimBoth(each), splitByChar(',', r.tcp_meta_options)))), ','), r.tcp_meta_options) AS tcp_meta_options,
    r.tcp_signature AS tcp_signature,
    r.os_guess AS os_guess,
    r.tls_version AS tls_version,
    r.tls_sni AS tls_sni,
    if(startsWith(r.tls_alpn, '['), arrayStringConcat(if(startsWith(r.tls_alpn, '['), JSONExtract(r.tls_alpn, 'Array(String)'), arrayFilter(each -> (each != ''), arrayMap(each -> trimBoth(each), splitByChar(',', r.tls_alpn)))), ','), r.tls_alpn) AS tls_alpn,
    r.ja4 AS ja4,
    r.ja4_r AS ja4_r,
    r.ja4_o AS ja4_o,
    r.ja4_ro AS ja4_ro,
    r.ja3 AS ja3,
    if((r.ja3_hash = '') AND (r.ja3 != ''), lower(hex(MD5(r.ja3))), r.ja3_hash) AS ja3_hash,
    r.a_timestamp AS a_timestamp,
    r.b_timestamp AS b_timestamp,
    r.anubis_bot_name AS anubis_bot_name,
    r.anubis_bot_action AS anubis_bot_action,
    r.anubis_bot_category AS anubis_bot_category
FROM ja4_logs.http_logs_raw
WHERE multiIf(NOT has([length(raw_json) <= 1048576, startsWith(trimLeft(raw_json), '{'), ifNull(raw_time <= (now('UTC') + toIntervalDay(1)), false), ifNull(raw_time >= (now('UTC') - toIntervalDay(31)), false), toIPv6OrNull(r.src_ip) IS NOT NULL, (r.src_port = '') OR (toUInt16OrNull(r.src_port) IS NOT NULL), (r.dst_port = '') OR (toUInt16OrNull(r.dst_port) IS NOT NULL), (r.dst_ip = '') OR (toIPv6OrNull(r.dst_ip) IS NOT NULL)], false), '', length(raw_json) > 1048576, 'longer than 1 MiB', NOT isValidJSON(raw_json), 'not valid JSON', JSONType(raw_json) != 'Object', 'not a JSON object', raw_time IS NULL, 'time is missing or unreadable', raw_time > (now('UTC') + toIntervalDay(1)), 'time lies in the future', raw_time < (now('UTC') - toIntervalDay(31)), 'time is older than what is kept', toIPv6OrNull(r.src_ip) IS NULL, 'src_ip is missing or not an address', (r.src_port != '') AND (toUInt16OrNull(r.src_port) IS NULL), 'src_port is not a port', (r.dst_port != '') AND (toUInt16OrNull(r.dst_port) IS NULL), 'dst_port is not a port', 'dst_ip is not an address') = '';

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

CREATE TABLE ja4_processing.agg_client_claims_1h
(
    `window_start` DateTime('UTC'),
    `claims` UInt64,
    `scheme` SimpleAggregateFunction(any, LowCardinality(String)),
    `http_version` SimpleAggregateFunction(any, LowCardinality(String)),
    `header_names` SimpleAggregateFunction(any, Array(String)) CODEC(ZSTD(1)),
    `accept` SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
    `accept_encoding` SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
    `sec_ch_ua` SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
    `sec_ch_ua_mobile` SimpleAggregateFunction(any, LowCardinality(String)),
    `sec_ch_ua_platform` SimpleAggregateFunction(any, LowCardinality(String)),
    `sec_fetch_dest` SimpleAggregateFunction(any, LowCardinality(String)),
    `sec_fetch_mode` SimpleAggregateFunction(any, LowCardinality(String)),
    `sec_fetch_site` SimpleAggregateFunction(any, LowCardinality(String)),
    `user_agent` SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
    `os_guess` SimpleAggregateFunction(any, LowCardinality(String)),
    `hits` SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, claims)
TTL window_start + toIntervalDay(30)
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.agg_header_fingerprint_1h
(
    `window_start` DateTime('UTC'),
    `fingerprint` UInt64,
    `ja4` SimpleAggregateFunction(any, LowCardinality(String)),
    `header_order_signature` SimpleAggregateFunction(any, LowCardinality(String)),
    `h2_fingerprint` SimpleAggregateFunction(any, LowCardinality(String)),
    `tcp_stack` SimpleAggregateFunction(any, LowCardinality(String)),
    `user_agent` SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
    `started_at` SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    `ended_at` SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    `hits` SimpleAggregateFunction(sum, UInt64),
    `addresses` AggregateFunction(uniqCombined(12), IPv6),
    `hosts` AggregateFunction(uniqCombined(12), String)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, fingerprint)
TTL window_start + toIntervalDay(30)
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

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
    `count_login_post` SimpleAggregateFunction(sum, UInt64),
    `count_odd_method` SimpleAggregateFunction(sum, UInt64),
    `count_answered` SimpleAggregateFunction(sum, UInt64),
    `count_4xx` SimpleAggregateFunction(sum, UInt64),
    `count_5xx` SimpleAggregateFunction(sum, UInt64),
    `count_asset` SimpleAggregateFunction(sum, UInt64),
    `count_document` SimpleAggregateFunction(sum, UInt64),
    `count_orphan` SimpleAggregateFunction(sum, UInt64),
    `count_robots` SimpleAggregateFunction(sum, UInt64),
    `count_payload` SimpleAggregateFunction(sum, UInt64),
    `count_cookie` SimpleAggregateFunction(sum, UInt64),
    `count_h2` SimpleAggregateFunction(sum, UInt64),
    `count_headers` SimpleAggregateFunction(sum, UInt64),
    `count_no_language` SimpleAggregateFunction(sum, UInt64),
    `count_old_encoding` SimpleAggregateFunction(sum, UInt64),
    `count_accept_generic` SimpleAggregateFunction(sum, UInt64),
    `count_no_sec_fetch` SimpleAggregateFunction(sum, UInt64),
    `count_sec_fetch_bad` SimpleAggregateFunction(sum, UInt64),
    `count_ch_mismatch` SimpleAggregateFunction(sum, UInt64),
    `count_tls13` SimpleAggregateFunction(sum, UInt64),
    `count_alpn_h2` SimpleAggregateFunction(sum, UInt64),
    `count_alpn_mismatch` SimpleAggregateFunction(sum, UInt64),
    `count_no_sni` SimpleAggregateFunction(sum, UInt64),
    `count_sni_mismatch` SimpleAggregateFunction(sum, UInt64),
    `count_syn` SimpleAggregateFunction(sum, UInt64),
    `count_df` SimpleAggregateFunction(sum, UInt64),
    `count_ip_id_zero` SimpleAggregateFunction(sum, UInt64),
    `count_ttl_32` SimpleAggregateFunction(sum, UInt64),
    `count_ttl_64` SimpleAggregateFunction(sum, UInt64),
    `count_ttl_128` SimpleAggregateFunction(sum, UInt64),
    `sum_ttl` SimpleAggregateFunction(sum, UInt64),
    `sum_ttl_squares` SimpleAggregateFunction(sum, UInt64),
    `sum_window_size` SimpleAggregateFunction(sum, UInt64),
    `sum_mss` SimpleAggregateFunction(sum, UInt64),
    `count_mss_odd` SimpleAggregateFunction(sum, UInt64),
    `count_os_mismatch` SimpleAggregateFunction(sum, UInt64),
    `window_scales` SimpleAggregateFunction(sumMap, Tuple(
        Array(Int16),
        Array(UInt64))),
    `sum_depth` SimpleAggregateFunction(sum, UInt64),
    `sum_depth_squares` SimpleAggregateFunction(sum, UInt64),
    `sum_response_bytes` SimpleAggregateFunction(sum, UInt64),
    `active_minutes` SimpleAggregateFunction(groupBitOr, UInt64),
    `http_version` SimpleAggregateFunction(max, String),
    `connections` AggregateFunction(uniqCombined(12), String),
    `h2_connections` AggregateFunction(uniqCombined(12), String),
    `uniq_paths` AggregateFunction(uniqCombined(12), String),
    `uniq_user_agents` AggregateFunction(uniqCombined(12), String),
    `uniq_header_orders` AggregateFunction(uniqCombined(12), String),
    `uniq_ja3` AggregateFunction(uniqCombined(12), String),
    `user_agent` AggregateFunction(argMax, String, DateTime64(3, 'UTC')),
    `fingerprint` AggregateFunction(argMax, UInt64, UInt64),
    `is_proxied` SimpleAggregateFunction(max, Bool),
    `claims` AggregateFunction(argMax, UInt64, UInt64),
    INDEX ja4 ja4 TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX host host TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip, ja4, host)
TTL window_start + toIntervalDay(30)
SETTINGS index_granularity = 1024, min_columns_to_activate_adaptive_write_buffer = 1, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, min_compress_block_size = 8192, max_compress_block_size = 65536;

CREATE TABLE ja4_processing.agg_ip_behavior_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `started_at` SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    `ended_at` SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    `hits` SimpleAggregateFunction(sum, UInt64),
    `count_post` SimpleAggregateFunction(sum, UInt64),
    `count_login_post` SimpleAggregateFunction(sum, UInt64),
    `count_answered` SimpleAggregateFunction(sum, UInt64),
    `count_4xx` SimpleAggregateFunction(sum, UInt64),
    `count_5xx` SimpleAggregateFunction(sum, UInt64),
    `count_payload` SimpleAggregateFunction(sum, UInt64),
    `bytes_in` SimpleAggregateFunction(sum, UInt64),
    `bytes_out` SimpleAggregateFunction(sum, UInt64),
    `active_minutes` SimpleAggregateFunction(groupBitOr, UInt64),
    `ja4s` AggregateFunction(uniqCombined(12), String),
    `user_agents` AggregateFunction(uniqCombined(12), String),
    `hosts` AggregateFunction(uniqCombined(12), String)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip)
TTL window_start + toIntervalDay(30)
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.agg_ip_behavior_1m
(
    `minute` DateTime('UTC'),
    `src_ip` IPv6,
    `host` LowCardinality(String),
    `hits` SimpleAggregateFunction(sum, UInt64),
    `count_post` SimpleAggregateFunction(sum, UInt64),
    `count_login_post` SimpleAggregateFunction(sum, UInt64),
    `count_answered` SimpleAggregateFunction(sum, UInt64),
    `count_4xx` SimpleAggregateFunction(sum, UInt64),
    `count_401_403` SimpleAggregateFunction(sum, UInt64),
    `count_404` SimpleAggregateFunction(sum, UInt64),
    `count_payload` SimpleAggregateFunction(sum, UInt64),
    `uniq_paths` AggregateFunction(uniqCombined(12), String)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(minute)
ORDER BY (minute, src_ip, host)
TTL minute + toIntervalDay(3)
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.agg_ip_connections_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `connections_seen` SimpleAggregateFunction(sum, UInt64),
    `count_upgraded` SimpleAggregateFunction(sum, UInt64),
    `count_slowloris` SimpleAggregateFunction(sum, UInt64),
    `count_half_open` SimpleAggregateFunction(sum, UInt64),
    `count_tls_only` SimpleAggregateFunction(sum, UInt64),
    `count_scan` SimpleAggregateFunction(sum, UInt64),
    `count_not_http` SimpleAggregateFunction(sum, UInt64),
    `last_connection_at` SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    `ports` AggregateFunction(uniqCombined(12), IPv6, UInt16)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip)
TTL window_start + toIntervalDay(30)
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.agg_request_timing_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `hits` SimpleAggregateFunction(sum, UInt64),
    `requests` AggregateFunction(groupArraySorted(512), UInt64),
    `syn_to_clienthello_ms` SimpleAggregateFunction(groupArrayArray(64), Array(Float32)),
    `clienthello_to_request_ms` SimpleAggregateFunction(groupArrayArray(64), Array(Float32))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip, ja4, host)
TTL window_start + toIntervalDay(30)
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.agg_traffic_1m
(
    `minute` DateTime('UTC'),
    `host` LowCardinality(String),
    `hits` SimpleAggregateFunction(sum, UInt64),
    `count_2xx` SimpleAggregateFunction(sum, UInt64),
    `count_3xx` SimpleAggregateFunction(sum, UInt64),
    `count_4xx` SimpleAggregateFunction(sum, UInt64),
    `count_5xx` SimpleAggregateFunction(sum, UInt64),
    `count_h2` SimpleAggregateFunction(sum, UInt64),
    `sum_response_bytes` SimpleAggregateFunction(sum, UInt64),
    `count_duration` SimpleAggregateFunction(sum, UInt64),
    `sum_duration_ms` SimpleAggregateFunction(sum, Float64),
    `connections_seen` SimpleAggregateFunction(sum, UInt64),
    `count_requests_state` SimpleAggregateFunction(sum, UInt64),
    `count_upgraded` SimpleAggregateFunction(sum, UInt64),
    `count_slowloris` SimpleAggregateFunction(sum, UInt64),
    `count_half_open` SimpleAggregateFunction(sum, UInt64),
    `count_tls_only` SimpleAggregateFunction(sum, UInt64),
    `count_scan` SimpleAggregateFunction(sum, UInt64),
    `count_not_http` SimpleAggregateFunction(sum, UInt64),
    `bytes_in` SimpleAggregateFunction(sum, UInt64),
    `bytes_out` SimpleAggregateFunction(sum, UInt64),
    `addresses` AggregateFunction(uniqCombined(12), IPv6)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(minute)
ORDER BY (minute, host)
TTL minute + toIntervalDay(30)
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.bot_rates_1h
(
    `window_start` DateTime('UTC'),
    `kind` Enum8('asn' = 1, 'ja4' = 2),
    `subject` String,
    `sessions` AggregateFunction(uniqCombined(12), String),
    `bots` AggregateFunction(uniqCombined(12), String)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, kind, subject)
TTL window_start + toIntervalDay(30)
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

CREATE TABLE ja4_processing.campaign_members
(
    `campaign_id` Int32 CODEC(ZSTD(1)),
    `window_start` DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `session_id` String CODEC(ZSTD(1)),
    `started_at` DateTime64(3, 'UTC') DEFAULT toDateTime64(window_start, 3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `ended_at` DateTime64(3, 'UTC') DEFAULT toDateTime64(window_start, 3, 'UTC') + toIntervalSecond(3599) CODEC(Delta(8), ZSTD(1)),
    `hits` UInt64,
    `asn_number` UInt32,
    `asn_org` LowCardinality(String),
    `country_code` LowCardinality(String),
    `anomaly_score` Float32,
    `threat_level` LowCardinality(String),
    `updated_at` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `membership` Float32,
    `proof` Array(Tuple(
        feature String,
        value Float32,
        campaign_median Float32)) CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree(updated_at)
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip, ja4, host)
TTL window_start + toIntervalDay(30)
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.campaigns
(
    `campaign_id` Int32,
    `updated_at` DateTime64(3, 'UTC'),
    `started_at` DateTime64(3, 'UTC'),
    `ended_at` DateTime64(3, 'UTC'),
    `threat_level` LowCardinality(String),
    `sessions` UInt64,
    `addresses` UInt64,
    `hits` UInt64,
    `persistence` Float32,
    `ja4s` Array(String) CODEC(ZSTD(3)),
    `asns` Array(UInt32) CODEC(ZSTD(3)),
    `countries` Array(LowCardinality(String)) CODEC(ZSTD(3)),
    `hosts` Array(LowCardinality(String)) CODEC(ZSTD(3)),
    `traits` Array(Tuple(
        feature String,
        median Float32,
        human_median Float32)) CODEC(ZSTD(3)),
    `trait_deviations` Array(Float32) CODEC(ZSTD(3)),
    `reason` String CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY campaign_id
TTL toDateTime(ended_at) + toIntervalDay(30)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.challenge_results
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `host` LowCardinality(String),
    `served` SimpleAggregateFunction(sum, UInt64),
    `passed` SimpleAggregateFunction(sum, UInt64),
    `failed` SimpleAggregateFunction(sum, UInt64),
    `denied` SimpleAggregateFunction(sum, UInt64),
    `allowed` SimpleAggregateFunction(sum, UInt64),
    `deny_rule` SimpleAggregateFunction(max, String),
    `allow_rule` SimpleAggregateFunction(max, String),
    `told_at` SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
PRIMARY KEY (window_start, src_ip)
ORDER BY (window_start, src_ip, host)
TTL window_start + toIntervalDay(30)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.cross_domain_scans
(
    `detected_at` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `window_start` DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    `scan_id` String CODEC(ZSTD(1)),
    `kind` LowCardinality(String),
    `started_at` DateTime64(3, 'UTC'),
    `ended_at` DateTime64(3, 'UTC'),
    `ja4` String CODEC(ZSTD(1)),
    `header_order_signature` String CODEC(ZSTD(1)),
    `user_agent` String CODEC(ZSTD(1)),
    `addresses` Array(IPv6) CODEC(ZSTD(3)),
    `address_count` UInt64,
    `asns` Array(UInt32) CODEC(ZSTD(3)),
    `hosts` Array(LowCardinality(String)) CODEC(ZSTD(3)),
    `hits` UInt64,
    `count_4xx` UInt64,
    `jaccard` Float32,
    `paths` UInt64,
    `path_examples` Array(String) CODEC(ZSTD(3)),
    `proof` Array(Tuple(
        one String,
        other String,
        shared UInt32,
        either UInt32)) CODEC(ZSTD(3)),
    `reason` String CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree(detected_at)
PARTITION BY toDate(window_start)
ORDER BY (window_start, scan_id)
TTL window_start + toIntervalDay(7)
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE DICTIONARY ja4_processing.dict_asn_reputation
(
    `asn` UInt64,
    `label` String DEFAULT 'unknown'
)
PRIMARY KEY asn
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_asn_labels' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LIFETIME(MIN 300 MAX 360)
LAYOUT(HASHED);

CREATE DICTIONARY ja4_processing.dict_block_ip
(
    `prefix` String,
    `lists` UInt8 DEFAULT 0,
    `list_names` String DEFAULT ''
)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_block_ips' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LIFETIME(MIN 300 MAX 360)
LAYOUT(IP_TRIE);

CREATE DICTIONARY ja4_processing.dict_bot_ip
(
    `prefix` String,
    `bot_name` String DEFAULT '',
    `list` String DEFAULT ''
)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_bot_ips' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LIFETIME(MIN 300 MAX 360)
LAYOUT(IP_TRIE);

CREATE DICTIONARY ja4_processing.dict_bot_ja4
(
    `ja4` String,
    `bot_name` String DEFAULT ''
)
PRIMARY KEY ja4
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_bot_ja4' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LIFETIME(MIN 300 MAX 360)
LAYOUT(COMPLEX_KEY_HASHED);

CREATE DICTIONARY ja4_processing.dict_browser_h2
(
    `h2_fingerprint` String,
    `browser_family` String DEFAULT '',
    `context` String DEFAULT ''
)
PRIMARY KEY h2_fingerprint
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_browser_h2' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LIFETIME(MIN 300 MAX 360)
LAYOUT(COMPLEX_KEY_HASHED);

CREATE DICTIONARY ja4_processing.dict_browser_ja4
(
    `ja4` String,
    `browser_family` String DEFAULT '',
    `tls_library` String DEFAULT '',
    `context` String DEFAULT ''
)
PRIMARY KEY ja4
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_browser_ja4' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LIFETIME(MIN 300 MAX 360)
LAYOUT(COMPLEX_KEY_HASHED);

CREATE DICTIONARY ja4_processing.dict_cloud_ip
(
    `prefix` String,
    `provider` String DEFAULT ''
)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_cloud_ips' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LIFETIME(MIN 300 MAX 360)
LAYOUT(IP_TRIE);

CREATE DICTIONARY ja4_processing.dict_crawler_ip
(
    `prefix` String,
    `crawler` String DEFAULT ''
)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_crawler_ips' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LIFETIME(MIN 300 MAX 360)
LAYOUT(IP_TRIE);

CREATE DICTIONARY ja4_processing.dict_iplocate_asn
(
    `prefix` String,
    `asn` UInt32 DEFAULT 0,
    `country_code` String DEFAULT '',
    `name` String DEFAULT '',
    `org` String DEFAULT '',
    `domain` String DEFAULT ''
)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_asn_prefixes' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LIFETIME(MIN 300 MAX 360)
LAYOUT(IP_TRIE);

CREATE TABLE ja4_processing.fleet_detections
(
    `detected_at` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `window_start` DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    `fleet_id` String CODEC(ZSTD(1)),
    `fleet_score` Float32,
    `coherence` Float32,
    `background_coherence` Float32,
    `modularity` Float32 DEFAULT nan,
    `addresses` UInt64,
    `sessions` UInt64,
    `hits` UInt64,
    `ja4s` Array(String) CODEC(ZSTD(3)),
    `asns` Array(UInt32) CODEC(ZSTD(3)),
    `countries` Array(LowCardinality(String)) CODEC(ZSTD(3)),
    `hosts` Array(LowCardinality(String)) CODEC(ZSTD(3)),
    `shared` Map(LowCardinality(String), String) CODEC(ZSTD(3)),
    `likeness` Map(LowCardinality(String), Float32) CODEC(ZSTD(3)),
    `background_likeness` Map(LowCardinality(String), Float32) CODEC(ZSTD(3)),
    `path_examples` Array(String) CODEC(ZSTD(3)),
    `members` Array(Tuple(
        src_ip IPv6,
        ja4 String,
        asn UInt32,
        sessions UInt32,
        proof String)) CODEC(ZSTD(3)),
    `reason` String CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree(detected_at)
PARTITION BY toDate(window_start)
ORDER BY (window_start, fleet_id)
TTL window_start + toIntervalDay(7)
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.imports
(
    `export_id` UUID,
    `run` UInt32,
    `part` String,
    `shift_hours` Int32,
    `rows` UInt64,
    `imported_at` DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (export_id, run, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.label_snapshots
(
    `session_id` String CODEC(ZSTD(1)),
    `window_start` DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    `started_at` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `taken_at` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `hits` UInt64,
    `fingerprint_coherence_score` Float32,
    `features` Map(LowCardinality(String), Float32) CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree(taken_at)
PARTITION BY toYYYYMM(window_start)
ORDER BY session_id
TTL window_start + toIntervalDay(400)
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.ml_all_scores
(
    `window_start` DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `session_id` String CODEC(ZSTD(1)),
    `started_at` DateTime64(3, 'UTC') DEFAULT toDateTime64(window_start, 3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `ended_at` DateTime64(3, 'UTC') DEFAULT toDateTime64(window_start, 3, 'UTC') + toIntervalSecond(3599) CODEC(Delta(8), ZSTD(1)),
    `anomaly_score` Float32,
    `raw_anomaly_score` Float32,
    `bot_probability` Float32 DEFAULT nan,
    `eif_score` Float32 DEFAULT nan,
    `ae_recon_error` Float32 DEFAULT nan,
    `knn_distance` Float32 DEFAULT nan,
    `xgb_prob` Float32 DEFAULT nan,
    `fingerprint_coherence_score` Float32 DEFAULT nan,
    `coherence_axes` Map(LowCardinality(String), Int8),
    `threat_level` LowCardinality(String),
    `decided_by` LowCardinality(String) DEFAULT 'model',
    `bot_name` LowCardinality(String),
    `claimed_browser` LowCardinality(String),
    `browser_family` LowCardinality(String),
    `browser_confidence` Float32 DEFAULT nan,
    `anubis_bot_name` LowCardinality(String),
    `anubis_bot_action` LowCardinality(String),
    `campaign_id` Int32 DEFAULT -1 CODEC(ZSTD(1)),
    `model_name` LowCardinality(String),
    `model_version` LowCardinality(String),
    `scored_at` DateTime64(3, 'UTC'),
    `hits` UInt64,
    `features` Array(Float32) CODEC(ZSTD(1)),
    INDEX threat_level threat_level TYPE set(16) GRANULARITY 1,
    PROJECTION by_score
    (
        SELECT
            window_start,
            src_ip,
            ja4,
            host,
            started_at,
            ended_at,
            anomaly_score
        ORDER BY anomaly_score
    )
)
ENGINE = ReplacingMergeTree(scored_at)
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip, ja4, host)
TTL window_start + toIntervalDay(7)
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1, deduplicate_merge_projection_mode = 'rebuild';

CREATE TABLE ja4_processing.ml_detected_anomalies
(
    `detected_at` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `first_detected_at` DateTime64(3, 'UTC') DEFAULT detected_at CODEC(Delta(8), ZSTD(1)),
    `window_start` DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `rule` LowCardinality(String),
    `session_id` String CODEC(ZSTD(1)),
    `hits` UInt64,
    `threat_level` LowCardinality(String),
    `anomaly_score` Float32,
    `raw_anomaly_score` Float32,
    `bot_probability` Float32 DEFAULT nan,
    `model_name` LowCardinality(String),
    `model_version` LowCardinality(String),
    `recurrence` UInt32,
    `reasons` Array(Tuple(
        feature String,
        contribution Float32,
        value Float32,
        human_median Float32)) CODEC(ZSTD(3)),
    `reason` String CODEC(ZSTD(3)),
    `counterfactual` Array(Tuple(
        feature String,
        human_value Float32)) CODEC(ZSTD(3)),
    `counterfactual_score` Float32 DEFAULT nan,
    `rule_counts` Map(LowCardinality(String), UInt64) CODEC(ZSTD(3)),
    `bot_name` LowCardinality(String),
    `browser_family` LowCardinality(String),
    `anubis_bot_name` LowCardinality(String),
    `anubis_bot_action` LowCardinality(String),
    `asn_number` UInt32,
    `asn_org` LowCardinality(String),
    `asn_detail` LowCardinality(String),
    `asn_domain` LowCardinality(String),
    `asn_label` LowCardinality(String),
    `country_code` LowCardinality(String),
    `campaign_id` Int32 DEFAULT -1 CODEC(ZSTD(1)),
    INDEX detected_at detected_at TYPE minmax GRANULARITY 1,
    INDEX threat_level threat_level TYPE set(16) GRANULARITY 1,
    INDEX src_ip src_ip TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(detected_at)
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip, ja4, host, rule)
TTL window_start + toIntervalDay(30)
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.ml_performance_metrics
(
    `cycle_at` DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `model_name` LowCardinality(String),
    `model_version` LowCardinality(String),
    `model_origin` LowCardinality(String),
    `scored` UInt64,
    `flagged` UInt64,
    `explained` UInt64,
    `scored_by` Map(LowCardinality(String), UInt64) CODEC(ZSTD(3)),
    `known_bots` UInt64,
    `verified_crawlers` UInt64,
    `labels` UInt64,
    `duration_ms` Float64,
    `steps_ms` Map(LowCardinality(String), Float64) CODEC(ZSTD(3)),
    `failed_steps` Map(LowCardinality(String), String) CODEC(ZSTD(3)),
    `rss_bytes_max` UInt64,
    `anomaly_rate` Float64,
    `voice_correlation` Map(LowCardinality(String), Float32) CODEC(ZSTD(3)),
    `brier` Float32 DEFAULT nan,
    `drift` Array(Tuple(
        feature String,
        ks Float32,
        kl Float32,
        direction Int8)) CODEC(ZSTD(3)),
    `drift_one_way` Float32 DEFAULT nan,
    `is_adversarial_drift` Bool,
    `rate_changed` Bool,
    `detail` String CODEC(ZSTD(3))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(cycle_at)
ORDER BY cycle_at
TTL toDateTime(cycle_at) + toIntervalDay(90)
SETTINGS ttl_only_drop_parts = 1, index_granularity = 8192;

CREATE MATERIALIZED VIEW ja4_processing.mv_agg_client_claims_1h TO ja4_processing.agg_client_claims_1h
(
    `window_start` DateTime('UTC'),
    `claims` UInt64,
    `scheme` String,
    `http_version` String,
    `header_names` Array(String),
    `accept` String,
    `accept_encoding` String,
    `sec_ch_ua` String,
    `sec_ch_ua_mobile` String,
    `sec_ch_ua_platform` String,
    `sec_fetch_dest` String,
    `sec_fetch_mode` String,
    `sec_fetch_site` String,
    `user_agent` String,
    `os_guess` String,
    `hits` UInt64
)
AS SELECT
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
GROUP BY
    window_start,
    claims;

CREATE MATERIALIZED VIEW ja4_processing.mv_agg_header_fingerprint_1h TO ja4_processing.agg_header_fingerprint_1h
(
    `window_start` DateTime('UTC'),
    `fingerprint` UInt64,
    `ja4` String,
    `header_order_signature` String,
    `h2_fingerprint` String,
    `tcp_stack` String,
    `user_agent` String,
    `started_at` DateTime64(3, 'UTC'),
    `ended_at` DateTime64(3, 'UTC'),
    `hits` UInt64,
    `addresses` AggregateFunction(uniqCombined(12), IPv6),
    `hosts` AggregateFunction(uniqCombined(12), String)
)
AS SELECT
    toStartOfHour(facts.time) AS window_start,
    fingerprint,
    any(facts.ja4) AS ja4,
    any(facts.header_order_signature) AS header_order_signature,
    any(facts.h2_fingerprint) AS h2_fingerprint,
    any(facts.tcp_stack) AS tcp_stack,
    any(toString(facts.user_agent)) AS user_agent,
    min(facts.time) AS started_at,
    max(facts.time) AS ended_at,
    count() AS hits,
    uniqCombinedState(12)(src_ip) AS addresses,
    uniqCombinedState(12)(toString(host)) AS hosts
FROM ja4_processing.request_facts AS facts
WHERE type = 'request'
GROUP BY
    window_start,
    fingerprint;

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
    `count_login_post` UInt64,
    `count_odd_method` UInt64,
    `count_answered` UInt64,
    `count_4xx` UInt64,
    `count_5xx` UInt64,
    `count_asset` UInt64,
    `count_document` UInt64,
    `count_orphan` UInt64,
    `count_robots` UInt64,
    `count_payload` UInt64,
    `count_cookie` UInt64,
    `count_h2` UInt64,
    `count_headers` UInt64,
    `count_no_language` UInt64,
    `count_old_encoding` UInt64,
    `count_accept_generic` UInt64,
    `count_no_sec_fetch` UInt64,
    `count_sec_fetch_bad` UInt64,
    `count_ch_mismatch` UInt64,
    `count_tls13` UInt64,
    `count_alpn_h2` UInt64,
    `count_alpn_mismatch` UInt64,
    `count_no_sni` UInt64,
    `count_sni_mismatch` UInt64,
    `count_syn` UInt64,
    `count_df` UInt64,
    `count_ip_id_zero` UInt64,
    `count_ttl_32` UInt64,
    `count_ttl_64` UInt64,
    `count_ttl_128` UInt64,
    `sum_ttl` UInt64,
    `sum_ttl_squares` UInt64,
    `sum_window_size` UInt64,
    `sum_mss` UInt64,
    `count_mss_odd` UInt64,
    `count_os_mismatch` UInt64,
    `window_scales` Tuple(
        Array(Int16),
        Array(UInt64)),
    `sum_depth` UInt64,
    `sum_depth_squares` UInt64,
    `sum_response_bytes` UInt64,
    `active_minutes` UInt64,
    `http_version` String,
    `connections` AggregateFunction(uniqCombined(12), String),
    `h2_connections` AggregateFunction(uniqCombinedIf(12), String, Bool),
    `uniq_paths` AggregateFunction(uniqCombined(12), String),
    `uniq_user_agents` AggregateFunction(uniqCombined(12), String),
    `uniq_header_orders` AggregateFunction(uniqCombined(12), String),
    `uniq_ja3` AggregateFunction(uniqCombinedIf(12), String, UInt8),
    `user_agent` AggregateFunction(argMaxIf, String, DateTime64(3, 'UTC'), UInt8),
    `fingerprint` AggregateFunction(argMax, UInt64, UInt64),
    `is_proxied` Bool,
    `claims` AggregateFunction(argMax, UInt64, UInt64)
)
AS SELECT
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
    countIf((status_code >= 400) AND (status_code <= 499)) AS count_4xx,
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
    countIf((initial_ttl > 0) AND (mss NOT IN (1460, 1440))) AS count_mss_odd,
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
GROUP BY
    window_start,
    src_ip,
    ja4,
    host;

CREATE MATERIALIZED VIEW ja4_processing.mv_agg_ip_behavior_1h TO ja4_processing.agg_ip_behavior_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `started_at` DateTime64(3, 'UTC'),
    `ended_at` DateTime64(3, 'UTC'),
    `hits` UInt64,
    `count_post` UInt64,
    `count_login_post` UInt64,
    `count_answered` UInt64,
    `count_4xx` UInt64,
    `count_5xx` UInt64,
    `count_payload` UInt64,
    `bytes_in` UInt64,
    `bytes_out` UInt64,
    `active_minutes` UInt64,
    `ja4s` AggregateFunction(uniqCombinedIf(12), String, UInt8),
    `user_agents` AggregateFunction(uniqCombinedIf(12), String, UInt8),
    `hosts` AggregateFunction(uniqCombinedIf(12), String, UInt8)
)
AS SELECT
    toStartOfHour(facts.time) AS window_start,
    src_ip,
    min(facts.time) AS started_at,
    max(facts.time) AS ended_at,
    countIf(type = 'request') AS hits,
    countIf(is_post) AS count_post,
    countIf(is_login_post) AS count_login_post,
    countIf(status_code > 0) AS count_answered,
    countIf((status_code >= 400) AND (status_code <= 499)) AS count_4xx,
    countIf(status_code >= 500) AS count_5xx,
    countIf(is_payload) AS count_payload,
    sum(facts.bytes_in) AS bytes_in,
    sum(facts.bytes_out) AS bytes_out,
    groupBitOr(if(type = 'request', bitShiftLeft(toUInt64(1), toMinute(facts.time)), 0)) AS active_minutes,
    uniqCombinedIfState(12)(toString(ja4), (type = 'request') AND (ja4 != '')) AS ja4s,
    uniqCombinedIfState(12)(toString(user_agent), type = 'request') AS user_agents,
    uniqCombinedIfState(12)(toString(host), type = 'request') AS hosts
FROM ja4_processing.request_facts AS facts
GROUP BY
    window_start,
    src_ip;

CREATE MATERIALIZED VIEW ja4_processing.mv_agg_ip_behavior_1m TO ja4_processing.agg_ip_behavior_1m
(
    `minute` DateTime('UTC'),
    `src_ip` IPv6,
    `host` LowCardinality(String),
    `hits` UInt64,
    `count_post` UInt64,
    `count_login_post` UInt64,
    `count_answered` UInt64,
    `count_4xx` UInt64,
    `count_401_403` UInt64,
    `count_404` UInt64,
    `count_payload` UInt64,
    `uniq_paths` AggregateFunction(uniqCombined(12), String)
)
AS SELECT
    toStartOfMinute(facts.time) AS minute,
    src_ip,
    host,
    count() AS hits,
    countIf(is_post) AS count_post,
    countIf(is_login_post) AS count_login_post,
    countIf(status_code > 0) AS count_answered,
    countIf((status_code >= 400) AND (status_code <= 499)) AS count_4xx,
    countIf(status_code IN (401, 403)) AS count_401_403,
    countIf(status_code = 404) AS count_404,
    countIf(is_payload) AS count_payload,
    uniqCombinedState(12)(path) AS uniq_paths
FROM ja4_processing.request_facts AS facts
WHERE type = 'request'
GROUP BY
    minute,
    src_ip,
    host;

CREATE MATERIALIZED VIEW ja4_processing.mv_agg_ip_connections_1h TO ja4_processing.agg_ip_connections_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `connections_seen` UInt64,
    `count_upgraded` UInt64,
    `count_slowloris` UInt64,
    `count_half_open` UInt64,
    `count_tls_only` UInt64,
    `count_scan` UInt64,
    `count_not_http` UInt64,
    `last_connection_at` DateTime64(3, 'UTC'),
    `ports` AggregateFunction(uniqCombined(12), IPv6, UInt16)
)
AS SELECT
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
GROUP BY
    window_start,
    src_ip;

CREATE MATERIALIZED VIEW ja4_processing.mv_agg_request_timing_1h TO ja4_processing.agg_request_timing_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `hits` UInt64,
    `requests` AggregateFunction(groupArraySorted(512), UInt64),
    `syn_to_clienthello_ms` Array(Float32),
    `clienthello_to_request_ms` Array(Float32)
)
AS SELECT
    toStartOfHour(facts.time) AS window_start,
    src_ip,
    ja4,
    host,
    count() AS hits,
    groupArraySortedState(512)(mark) AS requests,
    groupArrayIf(64)(facts.syn_to_clienthello_ms, facts.syn_to_clienthello_ms >= 0) AS syn_to_clienthello_ms,
    groupArrayIf(64)(facts.clienthello_to_request_ms, facts.clienthello_to_request_ms >= 0) AS clienthello_to_request_ms
FROM ja4_processing.request_facts AS facts
WHERE type = 'request'
GROUP BY
    window_start,
    src_ip,
    ja4,
    host;

CREATE MATERIALIZED VIEW ja4_processing.mv_agg_traffic_1m TO ja4_processing.agg_traffic_1m
(
    `minute` DateTime('UTC'),
    `host` LowCardinality(String),
    `hits` UInt64,
    `count_2xx` UInt64,
    `count_3xx` UInt64,
    `count_4xx` UInt64,
    `count_5xx` UInt64,
    `count_h2` UInt64,
    `sum_response_bytes` UInt64,
    `count_duration` UInt64,
    `sum_duration_ms` Float64,
    `connections_seen` UInt64,
    `count_requests_state` UInt64,
    `count_upgraded` UInt64,
    `count_slowloris` UInt64,
    `count_half_open` UInt64,
    `count_tls_only` UInt64,
    `count_scan` UInt64,
    `count_not_http` UInt64,
    `bytes_in` UInt64,
    `bytes_out` UInt64,
    `addresses` AggregateFunction(uniqCombined(12), IPv6)
)
AS SELECT
    toStartOfMinute(facts.time) AS minute,
    host,
    countIf(type = 'request') AS hits,
    countIf((status_code >= 200) AND (status_code <= 299)) AS count_2xx,
    countIf((status_code >= 300) AND (status_code <= 399)) AS count_3xx,
    countIf((status_code >= 400) AND (status_code <= 499)) AS count_4xx,
    countIf(status_code >= 500) AS count_5xx,
    countIf(is_h2) AS count_h2,
    sumIf(response_bytes, type = 'request') AS sum_response_bytes,
    countIf((type = 'request') AND (duration_ms >= 0)) AS count_duration,
    sumIf(toFloat64(duration_ms), (type = 'request') AND (duration_ms >= 0)) AS sum_duration_ms,
    countIf(type = 'connection') AS connections_seen,
    countIf(connection_state = 'requests') AS count_requests_state,
    countIf(connection_state = 'upgraded') AS count_upgraded,
    countIf(connection_state = 'slowloris') AS count_slowloris,
    countIf(connection_state = 'half_open') AS count_half_open,
    countIf(connection_state = 'tls_only') AS count_tls_only,
    countIf(connection_state = 'scan') AS count_scan,
    countIf(connection_state = 'not_http') AS count_not_http,
    sum(facts.bytes_in) AS bytes_in,
    sum(facts.bytes_out) AS bytes_out,
    uniqCombinedState(12)(src_ip) AS addresses
FROM ja4_processing.request_facts AS facts
GROUP BY
    minute,
    host;

CREATE MATERIALIZED VIEW ja4_processing.mv_bot_rates_1h TO ja4_processing.bot_rates_1h
(
    `window_start` DateTime('UTC'),
    `kind` String,
    `subject` String,
    `sessions` AggregateFunction(uniqCombined(12), String),
    `bots` AggregateFunction(uniqCombinedIf(12), String, UInt8)
)
AS WITH
    threat_level IN ('HIGH', 'CRITICAL', 'KNOWN_BOT', 'ANUBIS_DENY') AS is_bot
SELECT
    window_start,
    told.1 AS kind,
    told.2 AS subject,
    uniqCombinedState(12)(session_id) AS sessions,
    uniqCombinedIfState(12)(session_id, is_bot) AS bots
FROM ja4_processing.ml_all_scores
ARRAY JOIN [('asn', toString(dictGet('ja4_processing.dict_iplocate_asn', 'asn', src_ip))), ('ja4', toString(ja4))] AS told
WHERE (told.2) NOT IN ('', '0')
GROUP BY
    window_start,
    kind,
    subject;

CREATE MATERIALIZED VIEW ja4_processing.mv_request_facts TO ja4_processing.request_facts
(
    `type` Enum8('request' = 1, 'connection' = 2),
    `time` DateTime64(3, 'UTC'),
    `src_ip` IPv6,
    `dst_ip` IPv6,
    `dst_port` UInt16,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `conn_id` String,
    `path` String,
    `user_agent` LowCardinality(String),
    `http_version` LowCardinality(String),
    `header_order_signature` LowCardinality(String),
    `h2_fingerprint` LowCardinality(String),
    `ja3_hash` String,
    `tcp_stack` String,
    `fingerprint` UInt64,
    `mark` UInt64,
    `header_count` UInt64,
    `depth` Int64,
    `status_code` UInt16,
    `response_bytes` UInt64,
    `duration_ms` Float32,
    `syn_to_clienthello_ms` Float32,
    `clienthello_to_request_ms` Float32,
    `connection_state` LowCardinality(String),
    `bytes_in` UInt64,
    `bytes_out` UInt64,
    `initial_ttl` UInt8,
    `ttl` UInt8,
    `window_size` UInt16,
    `mss` UInt16,
    `window_scale` Int8,
    `is_df` Bool,
    `is_ip_id_zero` UInt8,
    `is_os_mismatch` UInt8,
    `is_post` LowCardinality(UInt8),
    `is_login_post` UInt8,
    `is_odd_method` UInt8,
    `is_asset` UInt8,
    `is_document` UInt8,
    `is_orphan` UInt8,
    `is_robots` UInt8,
    `is_payload` UInt8,
    `is_h2` LowCardinality(UInt8),
    `has_cookie` Bool,
    `is_language_absent` LowCardinality(UInt8),
    `is_encoding_old` LowCardinality(UInt8),
    `is_accept_generic` UInt8,
    `is_sec_fetch_absent` LowCardinality(UInt8),
    `is_sec_fetch_bad` UInt8,
    `is_client_hint_bad` UInt8,
    `is_tls13` LowCardinality(UInt8),
    `is_h2_offered` UInt8,
    `is_sni_absent` LowCardinality(UInt8),
    `is_sni_other` UInt8,
    `is_proxied` LowCardinality(UInt8),
    `scheme` LowCardinality(String),
    `header_names` Array(LowCardinality(String)),
    `accept` LowCardinality(String),
    `accept_encoding` LowCardinality(String),
    `sec_ch_ua` LowCardinality(String),
    `sec_ch_ua_mobile` LowCardinality(String),
    `sec_ch_ua_platform` LowCardinality(String),
    `sec_fetch_dest` LowCardinality(String),
    `sec_fetch_mode` LowCardinality(String),
    `sec_fetch_site` LowCardinality(String),
    `os_guess` LowCardinality(String),
    `claims` UInt64
)
AS WITH
    logs.type = 'request' AS is_request,
    is_request AND (ip_meta_ttl > 0) AS has_syn,
    toString(logs.header_user_agent) AS agent,
    if(ip_meta_ttl = 0, '', concat(toString(multiIf(ip_meta_ttl <= 32, 32, ip_meta_ttl <= 64, 64, ip_meta_ttl <= 128, 128, 255)), ':', toString(tcp_meta_mss), ':', toString(tcp_meta_window_scale), ':', toString(tcp_meta_options))) AS stack,
    multiIf((multiIf(position(logs.header_user_agent, 'Windows') > 0, 'Windows', position(logs.header_user_agent, 'Android') > 0, 'Android', (position(logs.header_user_agent, 'iPhone') > 0) OR (position(logs.header_user_agent, 'iPad') > 0), 'iOS', (position(logs.header_user_agent, 'Mac OS X') > 0) OR (position(logs.header_user_agent, 'Macintosh') > 0), 'macOS', position(logs.header_user_agent, 'CrOS') > 0, 'ChromeOS', position(logs.header_user_agent, 'Linux') > 0, 'Linux', '') IN ('Android', 'ChromeOS', 'Linux')), 'Linux', (multiIf(position(logs.header_user_agent, 'Windows') > 0, 'Windows', position(logs.header_user_agent, 'Android') > 0, 'Android', (position(logs.header_user_agent, 'iPhone') > 0) OR (position(logs.header_user_agent, 'iPad') > 0), 'iOS', (position(logs.header_user_agent, 'Mac OS X') > 0) OR (position(logs.header_user_agent, 'Macintosh') > 0), 'macOS', position(logs.header_user_agent, 'CrOS') > 0, 'ChromeOS', position(logs.header_user_agent, 'Linux') > 0, 'Linux', '') IN ('iOS', 'macOS')), 'Apple', multiIf(position(logs.header_user_agent, 'Windows') > 0, 'Windows', position(logs.header_user_agent, 'Android') > 0, 'Android', (position(logs.header_user_agent, 'iPhone') > 0) OR (position(logs.header_user_agent, 'iPad') > 0), 'iOS', (position(logs.header_user_agent, 'Mac OS X') > 0) OR (position(logs.header_user_agent, 'Macintosh') > 0), 'macOS', position(logs.header_user_agent, 'CrOS') > 0, 'ChromeOS', position(logs.header_user_agent, 'Linux') > 0, 'Linux', '')) AS claimed_stack,
    match(logs.path, '(?i)\\.(css|js|mjs|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|mp4|webm|mp3)$') AS asset,
    (logs.header_sec_fetch_dest IN ('', 'document', 'iframe', 'frame')) AND (NOT asset) AS document
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
    sipHash64(toString(logs.ja4), toString(logs.header_order_signature), toString(logs.h2_fingerprint), stack, toString(agent)) AS fingerprint,
    ((bitShiftLeft(toUInt64(toUnixTimestamp64Milli(logs.time) % 3600000), 42) + bitShiftLeft(toUInt64(document), 41)) + bitShiftLeft(toUInt64(logs.has_cookie), 40)) + toUInt64(bitAnd(sipHash64(logs.path), 4294967295)) AS mark,
    length(logs.headers) AS header_count,
    least(255, greatest(0, toInt32(countSubstrings(logs.path, '/')) - toInt32(endsWith(logs.path, '/')))) AS depth,
    logs.status_code AS status_code,
    toUInt64(greatest(0, logs.response_size)) AS response_bytes,
    logs.duration_ms AS duration_ms,
    logs.syn_to_clienthello_ms AS syn_to_clienthello_ms,
    logs.clienthello_to_request_ms AS clienthello_to_request_ms,
    logs.connection_state AS connection_state,
    logs.bytes_in AS bytes_in,
    logs.bytes_out AS bytes_out,
    if(has_syn, multiIf(ip_meta_ttl <= 32, 32, ip_meta_ttl <= 64, 64, ip_meta_ttl <= 128, 128, 255), 0) AS initial_ttl,
    ip_meta_ttl AS ttl,
    if(has_syn, tcp_meta_window_size, 0) AS window_size,
    if(has_syn, tcp_meta_mss, 0) AS mss,
    tcp_meta_window_scale AS window_scale,
    has_syn AND ip_meta_df AS is_df,
    has_syn AND (ip_meta_id = 0) AS is_ip_id_zero,
    has_syn AND (logs.os_guess != '') AND (claimed_stack != '') AND (logs.os_guess != claimed_stack) AS is_os_mismatch,
    logs.method = 'POST' AS is_post,
    (logs.method = 'POST') AND match(logs.path, '(?i)(log-?in|sign-?in|auth|session|account|xmlrpc|admin)') AS is_login_post,
    is_request AND (logs.method NOT IN ('GET', 'POST')) AS is_odd_method,
    asset AS is_asset,
    document AS is_document,
    document AND (logs.path != '/') AND (NOT (((domain(logs.header_referer) = substringIndex(toString(logs.host), ':', 1)) AND (logs.header_referer != '')) OR ((cutToFirstSignificantSubdomain(logs.header_referer) != '') AND (cutToFirstSignificantSubdomain(logs.header_referer) = cutToFirstSignificantSubdomain(substringIndex(toString(logs.host), ':', 1)))))) AS is_orphan,
    logs.path = '/robots.txt' AS is_robots,
    match(concat(logs.path, '?', logs.query_string), '(?i)(\\.\\./|%2e%2e|%00|<script|%3cscript|union(\\s|\\+|%20|/\\*)+(all(\\s|\\+|%20)+)?select|or(\\s|\\+|%20)+1=1|sleep\\(|\\$\\{jndi|%24%7bjndi|etc/passwd|/\\.(env|git|svn|aws|ssh|ht)|wp-(login|admin|config)|xmlrpc\\.php|phpmyadmin|/cgi-bin/|\\.(bak|sql|old|swp)$|\\?.*(;|\\||%7c|`)(cat|ls|id|wget|curl)\\b)') AS is_payload,
    logs.http_version IN ('2', '3') AS is_h2,
    logs.has_cookie AS has_cookie,
    logs.header_accept_language = '' AS is_language_absent,
    NOT match(logs.header_accept_encoding, '(?i)\\b(br|zstd)\\b') AS is_encoding_old,
    document AND (logs.header_accept IN ('', '*/*')) AS is_accept_generic,
    logs.header_sec_fetch_mode = '' AS is_sec_fetch_absent,
    ((logs.header_sec_fetch_dest = 'document') AND (logs.header_sec_fetch_mode != 'navigate')) OR ((logs.header_sec_fetch_site = 'none') AND (logs.header_referer != '')) OR ((logs.header_sec_fetch_mode = 'navigate') AND asset) AS is_sec_fetch_bad,
    ((logs.header_sec_ch_ua != '') AND (multiIf(position(logs.header_user_agent, 'Mozilla/') != 1, '', position(logs.header_user_agent, 'Edg') > 0, 'Edge', position(logs.header_user_agent, 'OPR/') > 0, 'Opera', position(logs.header_user_agent, 'SamsungBrowser/') > 0, 'Samsung', (position(logs.header_user_agent, 'Firefox/') > 0) OR (position(logs.header_user_agent, 'FxiOS/') > 0), 'Firefox', (position(logs.header_user_agent, 'Chrome/') > 0) OR (position(logs.header_user_agent, 'CriOS/') > 0) OR (position(logs.header_user_agent, 'Chromium/') > 0), 'Chrome', (position(logs.header_user_agent, 'Safari/') > 0) AND (position(logs.header_user_agent, 'Version/') > 0), 'Safari', '') IN ('Firefox', 'Safari', ''))) OR ((logs.header_sec_ch_ua != '') AND (position(logs.header_sec_ch_ua, 'Chrom') = 0)) OR ((multiIf(position(logs.header_user_agent, 'Mozilla/') != 1, '', position(logs.header_user_agent, 'Edg') > 0, 'Edge', position(logs.header_user_agent, 'OPR/') > 0, 'Opera', position(logs.header_user_agent, 'SamsungBrowser/') > 0, 'Samsung', (position(logs.header_user_agent, 'Firefox/') > 0) OR (position(logs.header_user_agent, 'FxiOS/') > 0), 'Firefox', (position(logs.header_user_agent, 'Chrome/') > 0) OR (position(logs.header_user_agent, 'CriOS/') > 0) OR (position(logs.header_user_agent, 'Chromium/') > 0), 'Chrome', (position(logs.header_user_agent, 'Safari/') > 0) AND (position(logs.header_user_agent, 'Version/') > 0), 'Safari', '') = 'Edge') AND (logs.header_sec_ch_ua != '') AND (position(logs.header_sec_ch_ua, 'Edge') = 0)) OR ((logs.header_sec_ch_ua_mobile != '') AND ((logs.header_sec_ch_ua_mobile = '?1') != (position(logs.header_user_agent, 'Mobile') > 0))) AS is_client_hint_bad,
    logs.tls_version = '1.3' AS is_tls13,
    has(splitByChar(',', toString(logs.tls_alpn)), 'h2') AS is_h2_offered,
    logs.tls_sni = '' AS is_sni_absent,
    (logs.tls_sni != '') AND (lower(toString(logs.tls_sni)) != substringIndex(toString(logs.host), ':', 1)) AS is_sni_other,
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
    sipHash64(sipHash64(logs.scheme), sipHash64(logs.http_version), sipHash64(logs.header_order_signature), sipHash64(logs.header_accept), sipHash64(logs.header_accept_encoding), sipHash64(logs.header_sec_ch_ua), sipHash64(logs.header_sec_ch_ua_mobile), sipHash64(logs.header_sec_ch_ua_platform), sipHash64(logs.header_sec_fetch_dest), sipHash64(logs.header_sec_fetch_mode), sipHash64(logs.header_sec_fetch_site), sipHash64(logs.header_user_agent), sipHash64(logs.os_guess)) AS claims
FROM ja4_logs.http_logs AS logs;

CREATE MATERIALIZED VIEW ja4_processing.mv_seen_ip_ja4_1d TO ja4_processing.seen_ip_ja4_1d
(
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `day` Date,
    `hours` UInt32
)
AS SELECT
    src_ip,
    ja4,
    toDate(facts.time) AS day,
    groupBitOr(bitShiftLeft(toUInt32(1), toHour(facts.time))) AS hours
FROM ja4_processing.request_facts AS facts
WHERE type = 'request'
GROUP BY
    src_ip,
    ja4,
    day;

CREATE TABLE ja4_processing.ref_asn_labels
(
    `list` LowCardinality(String),
    `version` UInt64,
    `asn` UInt32,
    `label` Enum8('unknown' = 0, 'human' = 1, 'isp' = 2, 'hosting' = 3, 'datacenter' = 4, 'cdn' = 5)
)
ENGINE = MergeTree
PARTITION BY (list, version)
ORDER BY asn
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.ref_asn_prefixes
(
    `list` LowCardinality(String),
    `version` UInt64,
    `prefix` String,
    `asn` UInt32,
    `country_code` LowCardinality(String),
    `name` LowCardinality(String),
    `org` LowCardinality(String),
    `domain` LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY (list, version)
ORDER BY prefix
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.ref_fingerprints
(
    `list` LowCardinality(String),
    `version` UInt64,
    `kind` Enum8('bot_ja4' = 1, 'browser_ja4' = 2, 'browser_h2' = 3),
    `fingerprint` String,
    `name` LowCardinality(String),
    `tls_library` LowCardinality(String),
    `context` String
)
ENGINE = MergeTree
PARTITION BY (list, version)
ORDER BY (kind, fingerprint)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.ref_ip_lists
(
    `list` LowCardinality(String),
    `version` UInt64,
    `prefix` String,
    `kind` Enum8('bot' = 1, 'crawler' = 2, 'block' = 3, 'cloud' = 4),
    `name` LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY (list, version)
ORDER BY (kind, prefix)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.ref_versions
(
    `list` LowCardinality(String),
    `attempted_at` DateTime64(3, 'UTC'),
    `outcome` Enum8('loaded' = 1, 'unchanged' = 2, 'failed' = 3),
    `version` UInt64,
    `rows` UInt64,
    `origin` LowCardinality(String),
    `source` String,
    `licence` String,
    `supersedes` Array(String),
    `precedence` UInt8,
    `sha256` String,
    `etag` String,
    `last_modified` String,
    `bytes` UInt64,
    `duration_ms` UInt64,
    `detail` String
)
ENGINE = MergeTree
ORDER BY (list, attempted_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE ja4_processing.request_facts
(
    `type` Enum8('request' = 1, 'connection' = 2),
    `time` DateTime64(3, 'UTC'),
    `src_ip` IPv6,
    `dst_ip` IPv6,
    `dst_port` UInt16,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `conn_id` String,
    `path` String,
    `user_agent` LowCardinality(String),
    `http_version` LowCardinality(String),
    `header_order_signature` LowCardinality(String),
    `h2_fingerprint` LowCardinality(String),
    `ja3_hash` String,
    `tcp_stack` LowCardinality(String),
    `fingerprint` UInt64,
    `mark` UInt64,
    `header_count` UInt64,
    `depth` UInt64,
    `status_code` UInt16,
    `response_bytes` UInt64,
    `duration_ms` Float32,
    `syn_to_clienthello_ms` Float32,
    `clienthello_to_request_ms` Float32,
    `connection_state` LowCardinality(String),
    `bytes_in` UInt64,
    `bytes_out` UInt64,
    `initial_ttl` UInt8,
    `ttl` UInt64,
    `window_size` UInt16,
    `mss` UInt16,
    `window_scale` Int16,
    `is_df` Bool,
    `is_ip_id_zero` Bool,
    `is_os_mismatch` Bool,
    `is_post` Bool,
    `is_login_post` Bool,
    `is_odd_method` Bool,
    `is_asset` Bool,
    `is_document` Bool,
    `is_orphan` Bool,
    `is_robots` Bool,
    `is_payload` Bool,
    `is_h2` Bool,
    `has_cookie` Bool,
    `is_language_absent` Bool,
    `is_encoding_old` Bool,
    `is_accept_generic` Bool,
    `is_sec_fetch_absent` Bool,
    `is_sec_fetch_bad` Bool,
    `is_client_hint_bad` Bool,
    `is_tls13` Bool,
    `is_h2_offered` Bool,
    `is_sni_absent` Bool,
    `is_sni_other` Bool,
    `is_proxied` Bool,
    `scheme` LowCardinality(String),
    `header_names` Array(LowCardinality(String)),
    `accept` LowCardinality(String),
    `accept_encoding` LowCardinality(String),
    `sec_ch_ua` LowCardinality(String),
    `sec_ch_ua_mobile` LowCardinality(String),
    `sec_ch_ua_platform` LowCardinality(String),
    `sec_fetch_dest` LowCardinality(String),
    `sec_fetch_mode` LowCardinality(String),
    `sec_fetch_site` LowCardinality(String),
    `os_guess` LowCardinality(String),
    `claims` UInt64
)
ENGINE = `Null`;

CREATE TABLE ja4_processing.seen_ip_ja4_1d
(
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `day` Date,
    `hours` SimpleAggregateFunction(groupBitOr, UInt32)
)
ENGINE = AggregatingMergeTree
PARTITION BY toMonday(day)
ORDER BY (src_ip, ja4, day)
TTL day + toIntervalDay(30)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE VIEW ja4_processing.view_address_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `asn` UInt32,
    `country_code` LowCardinality(String),
    `is_hosting` UInt8,
    `bot_ip` String,
    `crawler` String,
    `block_lists` UInt8,
    `ja4s` UInt64,
    `user_agents` UInt64,
    `hosts` UInt64,
    `active_minutes` UInt8,
    `first_seen` DateTime('UTC'),
    `alerts` UInt64,
    `challenges_served` UInt64,
    `challenges_failed` UInt64
)
AS SELECT
    now_seen.window_start AS window_start,
    now_seen.src_ip AS src_ip,
    dictGet('ja4_processing.dict_iplocate_asn', 'asn', now_seen.src_ip) AS asn,
    toLowCardinality(dictGet('ja4_processing.dict_iplocate_asn', 'country_code', now_seen.src_ip)) AS country_code,
    (dictGet('ja4_processing.dict_asn_reputation', 'label', toUInt64(asn)) IN ('hosting', 'datacenter')) OR (dictGet('ja4_processing.dict_cloud_ip', 'provider', now_seen.src_ip) != '') AS is_hosting,
    dictGet('ja4_processing.dict_bot_ip', 'bot_name', now_seen.src_ip) AS bot_ip,
    dictGet('ja4_processing.dict_crawler_ip', 'crawler', now_seen.src_ip) AS crawler,
    dictGet('ja4_processing.dict_block_ip', 'lists', now_seen.src_ip) AS block_lists,
    now_seen.ja4s AS ja4s,
    now_seen.user_agents AS user_agents,
    now_seen.hosts AS hosts,
    bitCount(now_seen.minutes) AS active_minutes,
    past.first_seen AS first_seen,
    record.alerts AS alerts,
    record.served AS challenges_served,
    record.failed AS challenges_failed
FROM
(
    SELECT
        window_start,
        src_ip,
        uniqCombinedMerge(12)(agg.ja4s) AS ja4s,
        uniqCombinedMerge(12)(agg.user_agents) AS user_agents,
        uniqCombinedMerge(12)(agg.hosts) AS hosts,
        groupBitOr(active_minutes) AS minutes
    FROM ja4_processing.agg_ip_behavior_1h AS agg
    GROUP BY
        window_start,
        src_ip
    HAVING minutes > 0
) AS now_seen
LEFT JOIN
(
    SELECT
        hour.window_start AS window_start,
        hour.src_ip AS src_ip,
        min(toDateTime(seen.day, 'UTC') + toIntervalHour(bitCount(bitXor(seen.hours, seen.hours - 1)) - 1)) AS first_seen
    FROM ja4_processing.seen_ip_ja4_1d AS seen
    INNER JOIN
    (
        SELECT DISTINCT
            window_start,
            src_ip
        FROM ja4_processing.agg_ip_behavior_1h
    ) AS hour ON hour.src_ip = seen.src_ip
    WHERE (toDateTime(seen.day, 'UTC') + toIntervalHour(bitCount(bitXor(seen.hours, seen.hours - 1)) - 1)) < hour.window_start
    GROUP BY
        hour.window_start,
        hour.src_ip
) AS past ON (past.window_start = now_seen.window_start) AND (past.src_ip = now_seen.src_ip)
LEFT JOIN ja4_processing.view_address_record_before AS record ON (record.window_start = now_seen.window_start) AND (record.src_ip = now_seen.src_ip);

CREATE VIEW ja4_processing.view_address_record_before
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `alerts` UInt64,
    `served` UInt64,
    `failed` UInt64
)
AS SELECT
    hour.window_start AS window_start,
    noted.src_ip AS src_ip,
    uniqExactIf(noted.window_start, noted.session_id, noted.rule, noted.session_id != '') AS alerts,
    sum(noted.served) AS served,
    sum(noted.failed) AS failed
FROM
(
    SELECT
        window_start,
        src_ip,
        session_id,
        rule,
        0 AS served,
        0 AS failed
    FROM ja4_processing.ml_detected_anomalies
    UNION ALL
    SELECT
        window_start,
        src_ip,
        '' AS session_id,
        '' AS rule,
        served,
        failed
    FROM ja4_processing.challenge_results
) AS noted
CROSS JOIN
(
    SELECT DISTINCT window_start
    FROM ja4_processing.agg_ip_behavior_1h
) AS hour
WHERE noted.window_start < hour.window_start
GROUP BY
    hour.window_start,
    noted.src_ip;

CREATE VIEW ja4_processing.view_ai_feature_vectors_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `session_id` String,
    `started_at` SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    `ended_at` SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    `hits` UInt64,
    `features` Array(Float64)
)
AS SELECT
    window_start,
    src_ip,
    ja4,
    host,
    session_id,
    started_at,
    ended_at,
    hits,
    array(COLUMNS('^(tcp_|tls|h2_|hdr_|req_|tim_|rep_|xs_)')) AS features
FROM ja4_processing.view_ai_features_1h;

CREATE VIEW ja4_processing.view_ai_features_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `session_id` String,
    `started_at` SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    `ended_at` SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    `hits` UInt64,
    `tcp_ttl_initial` Float64,
    `tcp_hops` Float64,
    `tcp_ttl_std` Float64,
    `tcp_df_ratio` Float64,
    `tcp_ipid_zero` Float64,
    `tcp_win_log2` Float64,
    `tcp_wscale` Float64,
    `tcp_mss_norm` Float64,
    `tcp_mss_tunnel` Float64,
    `tcp_sig_rarity` Float64,
    `tcp_os_ua_mismatch` Float64,
    `tcp_conn_per_req` Float64,
    `tls13_ratio` Float64,
    `tls_alpn_h2` Float64,
    `tls_alpn_http_mismatch` Float64,
    `tls_sni_absent` Float64,
    `tls_sni_host_mismatch` Float64,
    `tls_ciphers` Float64,
    `tls_exts` Float64,
    `tls_ja4_browser` Float64,
    `tls_ja4_ua_mismatch` Float64,
    `tls_ja4_rarity` Float64,
    `tls_ja3_per_conn` Float64,
    `tls_syn_hello` Float64,
    `h2_ratio` Float64,
    `h2_known` Float64,
    `h2_ja4_match` Float64,
    `h2_ua_match` Float64,
    `h2_pseudo_mismatch` Float64,
    `h2_window_log2` Float64,
    `h2_init_win_log2` Float64,
    `h2_table_log2` Float64,
    `h2_settings_n` Float64,
    `h2_prio_ratio` Float64,
    `h2_rarity` Float64,
    `h2_streams_conn` Float64,
    `hdr_count` Float64,
    `hdr_order_distinct` Float64,
    `hdr_order_rarity` Float64,
    `hdr_order_ja4_conf` Float64,
    `hdr_lang_absent` Float64,
    `hdr_enc_old` Float64,
    `hdr_accept_generic` Float64,
    `hdr_secfetch_absent` Float64,
    `hdr_secfetch_bad` Float64,
    `hdr_ch_mismatch` Float64,
    `hdr_cookie_return` Float64,
    `hdr_ua_distinct` Float64,
    `req_hits` Float64,
    `req_path_div` Float64,
    `req_path_entropy` Float64,
    `req_trans_entropy` Float64,
    `req_depth_std` Float64,
    `req_asset_ratio` Float64,
    `req_robots` Float64,
    `req_orphan` Float64,
    `req_post` Float64,
    `req_odd_method` Float64,
    `req_4xx` Float64,
    `req_payload` Float64,
    `tim_iat_p50` Float64,
    `tim_iat_cv` Float64,
    `tim_iat_entropy` Float64,
    `tim_lag1` Float64,
    `tim_burst` Float64,
    `tim_pause` Float64,
    `tim_doc_cv` Float64,
    `tim_peak_rps` Float64,
    `tim_active_min` Float64,
    `tim_period` Float64,
    `tim_hello_req` Float64,
    `tim_benford` Float64,
    `rep_asn_hosting` Float64,
    `rep_asn_bot_rate` Float64,
    `rep_ja4_bot_rate` Float64,
    `rep_bot_ip` Float64,
    `rep_bot_ja4` Float64,
    `rep_crawler_verified` Float64,
    `rep_scanner_ua` Float64,
    `rep_country_rarity` Float64,
    `rep_ip_age` Float64,
    `rep_prior_alerts` Float64,
    `rep_challenge_fail` Float64,
    `rep_lists` Float64,
    `xs_ip_ja4s` Float64,
    `xs_ip_uas` Float64,
    `xs_fleet_size` Float64,
    `xs_ja4_asn_entropy` Float64,
    `xs_hosts` Float64,
    `xs_host_sweep` Float64,
    `xs_host_jaccard` Float64,
    `xs_peer_paths` Float64,
    `xs_ja4_new` Float64,
    `xs_fleet_score` Float64,
    `xs_net24` Float64,
    `xs_ua_shared` Float64
)
AS WITH
    s.syn AS syn,
    s.n AS n,
    s.ja4 != '' AS has_tls,
    f.h2_fingerprint != '' AS has_h2,
    [toInt64(s.ttl_32), toInt64(s.ttl_64), toInt64(s.ttl_128), ((toInt64(syn) - s.ttl_32) - s.ttl_64) - s.ttl_128] AS ttl_counts,
    (((32 * s.ttl_32) + (64 * s.ttl_64)) + (128 * s.ttl_128)) + (255 * (ttl_counts[4])) AS initial_ttls,
    multiIf(f.ua_engine = 'Chrome', ['m,a,s,p'], f.ua_engine = 'Firefox', ['m,p,a,s'], f.ua_engine = 'Safari', ['m,s,p,a', 'm,s,a,p'], []) AS pseudo_orders
SELECT
    s.window_start AS window_start,
    s.src_ip AS src_ip,
    s.ja4 AS ja4,
    s.host AS host,
    concat(trimLeft(lower(hex(toUInt32(intDiv(toUnixTimestamp(s.window_start), 3600)))), '0'), '-', lower(hex(sipHash128(s.host, if(startsWith(toString(s.src_ip), '::ffff:') AND (position(toString(s.src_ip), '.') > 0), substring(toString(s.src_ip), 8), toString(s.src_ip)), s.ja4, toUInt32(intDiv(toUnixTimestamp(s.window_start), 3600)))))) AS session_id,
    s.first_at AS started_at,
    s.last_at AS ended_at,
    s.n AS hits,
    if(syn = 0, nan, log2([32, 64, 128, 255][indexOf(ttl_counts, arrayMax(ttl_counts))])) AS tcp_ttl_initial,
    (initial_ttls - s.ttls) / syn AS tcp_hops,
    if(syn = 0, nan, sqrt(greatest(0, (s.ttl_squares / syn) - pow(s.ttls / syn, 2)))) AS tcp_ttl_std,
    s.df / syn AS tcp_df_ratio,
    s.ip_id_zero / syn AS tcp_ipid_zero,
    if(syn = 0, nan, log2(1 + (s.window_sizes / syn))) AS tcp_win_log2,
    if(syn = 0, nan, toFloat64((s.scales.1)[indexOf(s.scales.2, arrayMax(s.scales.2))])) AS tcp_wscale,
    (s.mss / syn) / 1460 AS tcp_mss_norm,
    s.mss_odd / syn AS tcp_mss_tunnel,
    if(syn = 0, nan, log2(f.of_tcp / f.same_tcp)) AS tcp_sig_rarity,
    s.os_mismatch / syn AS tcp_os_ua_mismatch,
    least(1, s.connection_count / n) AS tcp_conn_per_req,
    if(has_tls, s.tls13 / n, nan) AS tls13_ratio,
    if(has_tls, s.alpn_h2 / n, nan) AS tls_alpn_h2,
    if(has_tls, s.alpn_mismatch / n, nan) AS tls_alpn_http_mismatch,
    if(has_tls, s.no_sni / n, nan) AS tls_sni_absent,
    if(has_tls, s.sni_mismatch / n, nan) AS tls_sni_host_mismatch,
    ifNull(toFloat64OrNull(substring(CAST(s.ja4, 'String'), 5, 2)), nan) AS tls_ciphers,
    ifNull(toFloat64OrNull(substring(CAST(s.ja4, 'String'), 7, 2)), nan) AS tls_exts,
    if(has_tls, toFloat64(f.ja4_browser != ''), nan) AS tls_ja4_browser,
    if(has_tls, toFloat64(f.ja4_browser != f.ua_engine), nan) AS tls_ja4_ua_mismatch,
    if(has_tls, log2(f.of_tls / f.same_ja4), nan) AS tls_ja4_rarity,
    if(has_tls AND (s.ja3s > 0), least(1, s.ja3s / s.connection_count), nan) AS tls_ja3_per_conn,
    r.tls_syn_hello AS tls_syn_hello,
    s.h2 / n AS h2_ratio,
    if(has_h2, toFloat64(f.h2_browser != ''), nan) AS h2_known,
    if(has_h2 AND has_tls AND ((f.h2_engine != '') OR (f.ja4_engine != '')), toFloat64(f.h2_engine = f.ja4_engine), nan) AS h2_ja4_match,
    if(has_h2 AND ((f.h2_browser != '') OR (f.ua_engine != '')), toFloat64(f.h2_browser = f.ua_engine), nan) AS h2_ua_match,
    if(has_h2 AND notEmpty(pseudo_orders), toFloat64(NOT has(pseudo_orders, f.h2_pseudo_order)), nan) AS h2_pseudo_mismatch,
    if(has_h2, log2(1 + f.h2_window_update), nan) AS h2_window_log2,
    if(has_h2, log2(1 + f.h2_initial_window), nan) AS h2_init_win_log2,
    if(has_h2, log2(1 + f.h2_table), nan) AS h2_table_log2,
    if(has_h2, toFloat64(f.h2_settings), nan) AS h2_settings_n,
    if(has_h2, toFloat64(f.h2_has_priority), nan) AS h2_prio_ratio,
    if(has_h2, log2(f.of_h2 / f.same_h2), nan) AS h2_rarity,
    if(s.h2 > 0, s.h2 / greatest(1, s.h2_connection_count), nan) AS h2_streams_conn,
    s.header_count / n AS hdr_count,
    least(1, s.header_orders / n) AS hdr_order_distinct,
    log2(f.of_all / f.same_order) AS hdr_order_rarity,
    f.order_share AS hdr_order_ja4_conf,
    s.no_language / n AS hdr_lang_absent,
    s.old_encoding / n AS hdr_enc_old,
    s.accept_generic / n AS hdr_accept_generic,
    s.no_sec_fetch / n AS hdr_secfetch_absent,
    s.sec_fetch_bad / n AS hdr_secfetch_bad,
    s.ch_mismatch / n AS hdr_ch_mismatch,
    if(n > 1, greatest(0, s.cookie - r.first_has_cookie) / (n - 1), nan) AS hdr_cookie_return,
    log(greatest(1, s.agents)) AS hdr_ua_distinct,
    log1p(n) AS req_hits,
    least(1, s.paths / n) AS req_path_div,
    r.req_path_entropy AS req_path_entropy,
    r.req_trans_entropy AS req_trans_entropy,
    sqrt(greatest(0, (s.depth_squares / n) - pow(s.depths / n, 2))) AS req_depth_std,
    s.asset / n AS req_asset_ratio,
    toFloat64(s.robots > 0) AS req_robots,
    s.orphan / s.document AS req_orphan,
    s.post / n AS req_post,
    s.odd_method / n AS req_odd_method,
    s.answered_4xx / s.answered AS req_4xx,
    s.payload / n AS req_payload,
    r.tim_iat_p50 AS tim_iat_p50,
    r.tim_iat_cv AS tim_iat_cv,
    r.tim_iat_entropy AS tim_iat_entropy,
    r.tim_lag1 AS tim_lag1,
    r.tim_burst AS tim_burst,
    r.tim_pause AS tim_pause,
    r.tim_doc_cv AS tim_doc_cv,
    r.tim_peak_rps AS tim_peak_rps,
    bitCount(s.minutes) / 60 AS tim_active_min,
    r.tim_period AS tim_period,
    r.tim_hello_req AS tim_hello_req,
    r.tim_benford AS tim_benford,
    if((a.asn = 0) AND (NOT a.is_hosting), nan, toFloat64(a.is_hosting)) AS rep_asn_hosting,
    if(a.asn = 0, nan, (asn_past.bots + 1) / (asn_past.sessions + 10)) AS rep_asn_bot_rate,
    if(has_tls, (ja4_past.bots + 1) / (ja4_past.sessions + 10), nan) AS rep_ja4_bot_rate,
    toFloat64(a.bot_ip != '') AS rep_bot_ip,
    toFloat64(f.bot_ja4 != '') AS rep_bot_ja4,
    multiIf(f.claimed_crawler = '', 0., (positionCaseInsensitive(f.user_agent, a.crawler) > 0) AND (a.crawler != ''), 1., -1.) AS rep_crawler_verified,
    toFloat64(f.is_scanner_agent) AS rep_scanner_ua,
    if(c.country_code = '', nan, log2(c.of_countries / c.same_country)) AS rep_country_rarity,
    if(toUnixTimestamp(a.first_seen) = 0, 0., log1p((toUnixTimestamp(s.window_start) - toUnixTimestamp(a.first_seen)) / 3600)) AS rep_ip_age,
    least(8, log1p(a.alerts)) AS rep_prior_alerts,
    least(1, a.challenges_failed / (a.challenges_served + 1)) AS rep_challenge_fail,
    toFloat64(a.block_lists) AS rep_lists,
    log(greatest(1, a.ja4s)) AS xs_ip_ja4s,
    log(greatest(1, a.user_agents)) AS xs_ip_uas,
    log(greatest(1, f.same_fleet)) AS xs_fleet_size,
    if(has_tls AND (c.ja4_sessions > 1) AND (c.any_asn > 0), least(1, c.asn_entropy / log2(c.ja4_sessions)), nan) AS xs_ja4_asn_entropy,
    log(greatest(1, c.hosts)) AS xs_hosts,
    a.hosts / greatest(1, a.active_minutes) AS xs_host_sweep,
    k.xs_host_jaccard AS xs_host_jaccard,
    if(p.is_there = 1, p.xs_peer_paths, nan) AS xs_peer_paths,
    if(has_tls, toFloat64(NOT k.is_known), nan) AS xs_ja4_new,
    toFloat64(g.fleet_score) AS xs_fleet_score,
    log(greatest(1, c.same_net)) AS xs_net24,
    log(greatest(1, f.same_agent)) AS xs_ua_shared
FROM
(
    SELECT
        window_start,
        src_ip,
        ja4,
        host,
        sipHash64(src_ip, toString(ja4), toString(host)) AS session_key,
        min(started_at) AS first_at,
        max(ended_at) AS last_at,
        sum(hits) AS n,
        sum(count_post) AS post,
        sum(count_odd_method) AS odd_method,
        sum(count_answered) AS answered,
        sum(count_4xx) AS answered_4xx,
        sum(count_asset) AS asset,
        sum(count_document) AS document,
        sum(count_orphan) AS orphan,
        sum(count_robots) AS robots,
        sum(count_payload) AS payload,
        sum(count_cookie) AS cookie,
        sum(count_h2) AS h2,
        sum(count_headers) AS header_count,
        sum(count_no_language) AS no_language,
        sum(count_old_encoding) AS old_encoding,
        sum(count_accept_generic) AS accept_generic,
        sum(count_no_sec_fetch) AS no_sec_fetch,
        sum(count_sec_fetch_bad) AS sec_fetch_bad,
        sum(count_ch_mismatch) AS ch_mismatch,
        sum(count_tls13) AS tls13,
        sum(count_alpn_h2) AS alpn_h2,
        sum(count_alpn_mismatch) AS alpn_mismatch,
        sum(count_no_sni) AS no_sni,
        sum(count_sni_mismatch) AS sni_mismatch,
        sum(count_syn) AS syn,
        sum(count_df) AS df,
        sum(count_ip_id_zero) AS ip_id_zero,
        sum(count_ttl_32) AS ttl_32,
        sum(count_ttl_64) AS ttl_64,
        sum(count_ttl_128) AS ttl_128,
        sum(sum_ttl) AS ttls,
        sum(sum_ttl_squares) AS ttl_squares,
        sum(sum_window_size) AS window_sizes,
        sum(sum_mss) AS mss,
        sum(count_mss_odd) AS mss_odd,
        sum(count_os_mismatch) AS os_mismatch,
        sumMap(window_scales) AS scales,
        sum(sum_depth) AS depths,
        sum(sum_depth_squares) AS depth_squares,
        groupBitOr(active_minutes) AS minutes,
        uniqCombinedMerge(12)(connections) AS connection_count,
        uniqCombinedMerge(12)(h2_connections) AS h2_connection_count,
        uniqCombinedMerge(12)(uniq_paths) AS paths,
        uniqCombinedMerge(12)(uniq_user_agents) AS agents,
        uniqCombinedMerge(12)(uniq_header_orders) AS header_orders,
        uniqCombinedMerge(12)(uniq_ja3) AS ja3s,
        argMaxMerge(agg.fingerprint) AS fingerprint
    FROM ja4_processing.agg_host_ip_ja4_1h AS agg
    GROUP BY
        window_start,
        src_ip,
        ja4,
        host
) AS s
LEFT JOIN ja4_processing.view_session_rhythm_1h AS r ON (r.window_start = s.window_start) AND (r.session_key = s.session_key)
LEFT JOIN ja4_processing.view_session_company_1h AS c ON (c.window_start = s.window_start) AND (c.session_key = s.session_key)
LEFT JOIN
(
    SELECT
        *,
        1 AS is_there
    FROM ja4_processing.view_session_peers_1h
) AS p ON (p.window_start = s.window_start) AND (p.session_key = s.session_key)
LEFT JOIN ja4_processing.view_client_1h AS k ON (k.window_start = s.window_start) AND (k.src_ip = s.src_ip) AND (k.ja4 = s.ja4)
LEFT JOIN ja4_processing.view_fingerprint_shares_1h AS f ON (f.window_start = s.window_start) AND (f.fingerprint = s.fingerprint)
LEFT JOIN ja4_processing.view_address_1h AS a ON (a.window_start = s.window_start) AND (a.src_ip = s.src_ip)
LEFT JOIN ja4_processing.view_fleets_before AS g ON (g.window_start = s.window_start) AND (g.ja4 = s.ja4) AND (g.asn = a.asn)
LEFT JOIN
(
    SELECT
        window_start,
        subject,
        bots,
        sessions
    FROM ja4_processing.view_bot_rates_before
    WHERE kind = 'asn'
) AS asn_past ON (asn_past.window_start = s.window_start) AND (asn_past.subject = toString(a.asn))
LEFT JOIN
(
    SELECT
        window_start,
        subject,
        bots,
        sessions
    FROM ja4_processing.view_bot_rates_before
    WHERE kind = 'ja4'
) AS ja4_past ON (ja4_past.window_start = s.window_start) AND (ja4_past.subject = toString(s.ja4));

CREATE VIEW ja4_processing.view_bot_rates_before
(
    `window_start` DateTime('UTC'),
    `kind` Enum8('asn' = 1, 'ja4' = 2),
    `subject` String,
    `bots` UInt64,
    `sessions` UInt64
)
AS SELECT
    hour.window_start AS window_start,
    rates.kind AS kind,
    rates.subject AS subject,
    sum(rates.hour_bots) AS bots,
    sum(rates.hour_sessions) AS sessions
FROM
(
    SELECT
        window_start,
        kind,
        subject,
        finalizeAggregation(bots) AS hour_bots,
        finalizeAggregation(sessions) AS hour_sessions
    FROM ja4_processing.bot_rates_1h
    FINAL
) AS rates
CROSS JOIN
(
    SELECT DISTINCT window_start
    FROM ja4_processing.agg_ip_behavior_1h
) AS hour
WHERE rates.window_start < hour.window_start
GROUP BY
    hour.window_start,
    rates.kind,
    rates.subject;

CREATE VIEW ja4_processing.view_client_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `xs_host_jaccard` Float64,
    `is_known` UInt8
)
AS WITH
    arrayFlatten(arrayMap((one, at) -> arrayMap(other -> (length(arrayIntersect(one, other)) / ((length(one) + length(other)) - length(arrayIntersect(one, other)))), arraySlice(path_sets, at + 1)), path_sets, arrayEnumerate(path_sets))) AS likenesses
SELECT
    clients.window_start AS window_start,
    clients.src_ip AS src_ip,
    clients.ja4 AS ja4,
    if(empty(likenesses), nan, arrayAvg(likenesses)) AS xs_host_jaccard,
    past.is_known AS is_known
FROM
(
    SELECT
        window_start,
        src_ip,
        ja4,
        groupArray(8)(path_set) AS path_sets
    FROM ja4_processing.view_session_paths_1h
    GROUP BY
        window_start,
        src_ip,
        ja4
) AS clients
LEFT JOIN
(
    SELECT
        hour.window_start AS window_start,
        hour.src_ip AS src_ip,
        hour.ja4 AS ja4,
        max(if(seen.day = toDate(hour.window_start), bitAnd(seen.hours, bitShiftLeft(toUInt32(1), toHour(hour.window_start)) - 1) != 0, bitShiftRight(seen.hours, toHour(hour.window_start)) != 0)) AS is_known
    FROM ja4_processing.seen_ip_ja4_1d AS seen
    INNER JOIN
    (
        SELECT DISTINCT
            window_start,
            src_ip,
            ja4
        FROM ja4_processing.agg_request_timing_1h
    ) AS hour ON (hour.src_ip = seen.src_ip) AND (hour.ja4 = seen.ja4)
    WHERE (seen.day >= (toDate(hour.window_start) - 1)) AND (seen.day <= toDate(hour.window_start))
    GROUP BY
        hour.window_start,
        hour.src_ip,
        hour.ja4
) AS past ON (past.window_start = clients.window_start) AND (past.src_ip = clients.src_ip) AND (past.ja4 = clients.ja4);

CREATE VIEW ja4_processing.view_fingerprint_shares_1h
(
    `window_start` DateTime('UTC'),
    `fingerprint` UInt64,
    `user_agent` SimpleAggregateFunction(any, String),
    `h2_fingerprint` String,
    `ja4_engine` String,
    `h2_engine` String,
    `ja4_browser` String,
    `h2_browser` String,
    `ua_engine` String,
    `bot_ja4` String,
    `claimed_crawler` String,
    `is_scanner_agent` UInt8,
    `h2_window_update` UInt64,
    `h2_has_priority` UInt8,
    `h2_pseudo_order` String,
    `h2_initial_window` UInt64,
    `h2_table` UInt64,
    `h2_settings` UInt64,
    `order_share` Float64,
    `of_all` UInt64,
    `of_tcp` UInt64,
    `of_tls` UInt64,
    `of_h2` UInt64,
    `same_tcp` UInt64,
    `same_ja4` UInt64,
    `same_h2` UInt64,
    `same_order` UInt64,
    `same_fleet` UInt64,
    `same_agent` UInt64
)
AS WITH
    toString(seen.ja4) AS text_ja4,
    toString(seen.h2_fingerprint) AS text_h2,
    splitByChar('|', text_h2) AS h2_parts,
    splitByRegexp('[;,]', h2_parts[1]) AS settings,
    (
        SELECT groupUniqArray(crawler)
        FROM ja4_processing.dict_crawler_ip
    ) AS crawlers
SELECT
    window_start,
    fingerprint,
    user_agent,
    text_h2 AS h2_fingerprint,
    multiIf((dictGet('ja4_processing.dict_browser_ja4', 'browser_family', text_ja4) IN ('Edge', 'Opera', 'Samsung', 'Brave', 'Vivaldi', 'Chromium', 'Yandex')), 'Chrome', dictGet('ja4_processing.dict_browser_ja4', 'browser_family', text_ja4) = 'Tor', 'Firefox', toString(dictGet('ja4_processing.dict_browser_ja4', 'browser_family', text_ja4))) AS ja4_engine,
    multiIf((dictGet('ja4_processing.dict_browser_h2', 'browser_family', text_h2) IN ('Edge', 'Opera', 'Samsung', 'Brave', 'Vivaldi', 'Chromium', 'Yandex')), 'Chrome', dictGet('ja4_processing.dict_browser_h2', 'browser_family', text_h2) = 'Tor', 'Firefox', toString(dictGet('ja4_processing.dict_browser_h2', 'browser_family', text_h2))) AS h2_engine,
    if((ja4_engine IN ('Chrome', 'Firefox', 'Safari')), ja4_engine, '') AS ja4_browser,
    if((h2_engine IN ('Chrome', 'Firefox', 'Safari')), h2_engine, '') AS h2_browser,
    multiIf((multiIf(position(user_agent, 'Mozilla/') != 1, '', position(user_agent, 'Edg') > 0, 'Edge', position(user_agent, 'OPR/') > 0, 'Opera', position(user_agent, 'SamsungBrowser/') > 0, 'Samsung', (position(user_agent, 'Firefox/') > 0) OR (position(user_agent, 'FxiOS/') > 0), 'Firefox', (position(user_agent, 'Chrome/') > 0) OR (position(user_agent, 'CriOS/') > 0) OR (position(user_agent, 'Chromium/') > 0), 'Chrome', (position(user_agent, 'Safari/') > 0) AND (position(user_agent, 'Version/') > 0), 'Safari', '') IN ('Edge', 'Opera', 'Samsung', 'Brave', 'Vivaldi', 'Chromium', 'Yandex')), 'Chrome', multiIf(position(user_agent, 'Mozilla/') != 1, '', position(user_agent, 'Edg') > 0, 'Edge', position(user_agent, 'OPR/') > 0, 'Opera', position(user_agent, 'SamsungBrowser/') > 0, 'Samsung', (position(user_agent, 'Firefox/') > 0) OR (position(user_agent, 'FxiOS/') > 0), 'Firefox', (position(user_agent, 'Chrome/') > 0) OR (position(user_agent, 'CriOS/') > 0) OR (position(user_agent, 'Chromium/') > 0), 'Chrome', (position(user_agent, 'Safari/') > 0) AND (position(user_agent, 'Version/') > 0), 'Safari', '') = 'Tor', 'Firefox', toString(multiIf(position(user_agent, 'Mozilla/') != 1, '', position(user_agent, 'Edg') > 0, 'Edge', position(user_agent, 'OPR/') > 0, 'Opera', position(user_agent, 'SamsungBrowser/') > 0, 'Samsung', (position(user_agent, 'Firefox/') > 0) OR (position(user_agent, 'FxiOS/') > 0), 'Firefox', (position(user_agent, 'Chrome/') > 0) OR (position(user_agent, 'CriOS/') > 0) OR (position(user_agent, 'Chromium/') > 0), 'Chrome', (position(user_agent, 'Safari/') > 0) AND (position(user_agent, 'Version/') > 0), 'Safari', ''))) AS ua_engine,
    dictGet('ja4_processing.dict_bot_ja4', 'bot_name', text_ja4) AS bot_ja4,
    arrayFirst(name -> (positionCaseInsensitive(user_agent, name) > 0), crawlers) AS claimed_crawler,
    match(user_agent, '(?i)sqlmap|nikto|nmap|masscan|zgrab|gobuster|dirbuster|feroxbuster|wfuzz|ffuf|nuclei|wpscan|acunetix|nessus|openvas|arachni|w3af|hydra|netsparker|qualys|whatweb|havij|commix') AS is_scanner_agent,
    toUInt64OrZero(h2_parts[2]) AS h2_window_update,
    (h2_parts[3]) NOT IN ('', '0') AS h2_has_priority,
    h2_parts[4] AS h2_pseudo_order,
    toUInt64OrZero(substring(arrayFirst(each -> startsWith(each, '4:'), settings), 3)) AS h2_initial_window,
    toUInt64OrZero(substring(arrayFirst(each -> startsWith(each, '1:'), settings), 3)) AS h2_table,
    countEqual(arrayMap(each -> (each != ''), settings), 1) AS h2_settings,
    max(order_hits) OVER (PARTITION BY window_start, ja4) / sum(hits) OVER (PARTITION BY window_start, ja4) AS order_share,
    uniqCombinedMerge(12)(addresses) OVER (PARTITION BY window_start) AS of_all,
    uniqCombinedMergeIf(12)(addresses, tcp_stack != '') OVER (PARTITION BY window_start) AS of_tcp,
    uniqCombinedMergeIf(12)(addresses, ja4 != '') OVER (PARTITION BY window_start) AS of_tls,
    uniqCombinedMergeIf(12)(addresses, seen.h2_fingerprint != '') OVER (PARTITION BY window_start) AS of_h2,
    uniqCombinedMerge(12)(addresses) OVER (PARTITION BY window_start, tcp_stack) AS same_tcp,
    uniqCombinedMerge(12)(addresses) OVER (PARTITION BY window_start, ja4) AS same_ja4,
    uniqCombinedMerge(12)(addresses) OVER (PARTITION BY window_start, seen.h2_fingerprint) AS same_h2,
    uniqCombinedMerge(12)(addresses) OVER (PARTITION BY window_start, ja4, header_order_signature) AS same_order,
    uniqCombinedMerge(12)(addresses) OVER (PARTITION BY window_start, ja4, header_order_signature, tcp_stack) AS same_fleet,
    uniqCombinedMerge(12)(addresses) OVER (PARTITION BY window_start, user_agent, header_order_signature) AS same_agent
FROM
(
    SELECT
        *,
        sum(hits) OVER (PARTITION BY window_start, ja4, header_order_signature) AS order_hits
    FROM
    (
        SELECT
            window_start,
            fingerprint,
            any(shapes.ja4) AS ja4,
            any(shapes.header_order_signature) AS header_order_signature,
            any(shapes.h2_fingerprint) AS h2_fingerprint,
            any(shapes.tcp_stack) AS tcp_stack,
            any(shapes.user_agent) AS user_agent,
            sum(shapes.hits) AS hits,
            uniqCombinedMergeState(12)(shapes.addresses) AS addresses
        FROM ja4_processing.agg_header_fingerprint_1h AS shapes
        GROUP BY
            window_start,
            fingerprint
    )
) AS seen;

CREATE VIEW ja4_processing.view_fleets_before
(
    `window_start` DateTime('UTC'),
    `ja4` String,
    `asn` UInt32,
    `fleet_score` Float32
)
AS SELECT
    hour.window_start AS window_start,
    fleets.ja4 AS ja4,
    fleets.asn AS asn,
    max(fleets.fleet_score) AS fleet_score
FROM
(
    SELECT DISTINCT window_start
    FROM ja4_processing.agg_header_fingerprint_1h
) AS hour
CROSS JOIN
(
    SELECT
        window_start,
        member.ja4 AS ja4,
        member.asn AS asn,
        max(fleet_score) AS fleet_score
    FROM
    (
        SELECT
            window_start,
            fleet_id,
            argMax(fleet_detections.members, detected_at) AS members,
            argMax(fleet_detections.fleet_score, detected_at) AS fleet_score
        FROM ja4_processing.fleet_detections
        GROUP BY
            window_start,
            fleet_id
    )
    ARRAY JOIN members AS member
    GROUP BY
        window_start,
        member.ja4,
        member.asn
) AS fleets
WHERE (fleets.window_start < hour.window_start) AND (fleets.window_start >= (hour.window_start - toIntervalHour(24)))
GROUP BY
    hour.window_start,
    fleets.ja4,
    fleets.asn;

CREATE VIEW ja4_processing.view_form_bruteforce_detected
(
    `src_ip` IPv6,
    `host` LowCardinality(String),
    `count_login_post` UInt64,
    `count_post` UInt64,
    `hits` UInt64,
    `first_seen` SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    `last_seen` SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
AS SELECT
    src_ip,
    host,
    sum(agg.count_login_post) AS count_login_post,
    sum(agg.count_post) AS count_post,
    sum(agg.hits) AS hits,
    min(agg.started_at) AS first_seen,
    max(agg.ended_at) AS last_seen
FROM ja4_processing.agg_host_ip_ja4_1h AS agg
WHERE agg.window_start >= (now() - toIntervalHour(24))
GROUP BY
    src_ip,
    host
HAVING count_login_post >= 10;

CREATE VIEW ja4_processing.view_host_ip_ja4_rotation
(
    `src_ip` IPv6,
    `distinct_ja4_count` UInt64,
    `ja4s` Array(String),
    `hosts` UInt64,
    `hits` UInt64,
    `first_seen` SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    `last_seen` SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
AS SELECT
    src_ip,
    uniqExact(agg.ja4) AS distinct_ja4_count,
    groupUniqArray(100)(toString(agg.ja4)) AS ja4s,
    uniqExact(agg.host) AS hosts,
    sum(agg.hits) AS hits,
    min(agg.started_at) AS first_seen,
    max(agg.ended_at) AS last_seen
FROM ja4_processing.agg_host_ip_ja4_1h AS agg
WHERE (agg.window_start >= (now() - toIntervalHour(24))) AND (agg.ja4 != '')
GROUP BY src_ip
HAVING distinct_ja4_count >= 2;

CREATE VIEW ja4_processing.view_ref_asn_labels
(
    `asn` UInt64,
    `label` String
)
AS SELECT
    toUInt64(told.asn) AS asn,
    toString(argMax(told.label, tuple(current.precedence, told.list))) AS label
FROM ja4_processing.ref_asn_labels AS told
INNER JOIN ja4_processing.view_ref_current AS current ON (current.list = told.list) AND (current.version = told.version)
GROUP BY told.asn;

CREATE VIEW ja4_processing.view_ref_asn_prefixes
(
    `prefix` String,
    `asn` UInt32,
    `country_code` LowCardinality(String),
    `name` LowCardinality(String),
    `org` LowCardinality(String),
    `domain` LowCardinality(String)
)
AS SELECT
    prefix,
    asn,
    country_code,
    name,
    org,
    domain
FROM ja4_processing.ref_asn_prefixes
WHERE ((list, version) IN (
    SELECT
        list,
        version
    FROM ja4_processing.view_ref_current
)) AND (match(prefix, '^[0-9a-fA-F:.]+/[0-9]{1,3}$') AND if(position(prefix, ':') > 0, isIPv6String(substringIndex(prefix, '/', 1)) AND ((toUInt16OrZero(substringIndex(prefix, '/', -1)) >= 1) AND (toUInt16OrZero(substringIndex(prefix, '/', -1)) <= 128)), isIPv4String(substringIndex(prefix, '/', 1)) AND ((toUInt16OrZero(substringIndex(prefix, '/', -1)) >= 1) AND (toUInt16OrZero(substringIndex(prefix, '/', -1)) <= 32))))
ORDER BY
    prefix ASC,
    list ASC
LIMIT 1 BY prefix;

CREATE VIEW ja4_processing.view_ref_block_ips
(
    `prefix` String,
    `lists` UInt8,
    `list_names` String
)
AS WITH
    listed AS
    (
        SELECT DISTINCT
            told.list AS list,
            told.prefix AS prefix,
            toIPv6(substringIndex(told.prefix, '/', 1)) AS address,
            toUInt8(toUInt8OrZero(substringIndex(told.prefix, '/', -1)) + if(position(told.prefix, ':') > 0, 0, 96)) AS bits
        FROM ja4_processing.ref_ip_lists AS told
        INNER JOIN ja4_processing.view_ref_current AS current ON (current.list = told.list) AND (current.version = told.version)
        WHERE (told.kind = 'block') AND (match(told.prefix, '^[0-9a-fA-F:.]+/[0-9]{1,3}$') AND if(position(told.prefix, ':') > 0, isIPv6String(substringIndex(told.prefix, '/', 1)) AND ((toUInt16OrZero(substringIndex(told.prefix, '/', -1)) >= 1) AND (toUInt16OrZero(substringIndex(told.prefix, '/', -1)) <= 128)), isIPv4String(substringIndex(told.prefix, '/', 1)) AND ((toUInt16OrZero(substringIndex(told.prefix, '/', -1)) >= 1) AND (toUInt16OrZero(substringIndex(told.prefix, '/', -1)) <= 32))))
    ),
    blocks AS
    (
        SELECT DISTINCT
            prefix,
            address,
            arrayJoin(arrayFilter(wider -> (wider <= bits), (
                SELECT groupUniqArray(bits)
                FROM listed
            ))) AS wider
        FROM listed
    )
SELECT
    blocks.prefix AS prefix,
    toUInt8(least(uniqExact(around.list), 255)) AS lists,
    arrayStringConcat(arraySort(groupUniqArray(toString(around.list))), ', ') AS list_names
FROM blocks
INNER JOIN listed AS around ON (((IPv6CIDRToRange(around.address, around.bits)).1) = ((IPv6CIDRToRange(blocks.address, blocks.wider)).1)) AND (around.bits = blocks.wider)
GROUP BY blocks.prefix;

CREATE VIEW ja4_processing.view_ref_bot_ips
(
    `prefix` String,
    `bot_name` String,
    `list` String
)
AS SELECT
    prefix,
    name AS bot_name,
    list
FROM ja4_processing.view_ref_ip_lists
WHERE kind = 'bot';

CREATE VIEW ja4_processing.view_ref_bot_ja4
(
    `ja4` String,
    `bot_name` String
)
AS SELECT
    fingerprint AS ja4,
    name AS bot_name
FROM ja4_processing.view_ref_fingerprints
WHERE kind = 'bot_ja4';

CREATE VIEW ja4_processing.view_ref_browser_h2
(
    `h2_fingerprint` String,
    `browser_family` String,
    `context` String
)
AS SELECT
    fingerprint AS h2_fingerprint,
    name AS browser_family,
    context
FROM ja4_processing.view_ref_fingerprints
WHERE kind = 'browser_h2';

CREATE VIEW ja4_processing.view_ref_browser_ja4
(
    `ja4` String,
    `browser_family` String,
    `tls_library` String,
    `context` String
)
AS SELECT
    fingerprint AS ja4,
    name AS browser_family,
    tls_library,
    context
FROM ja4_processing.view_ref_fingerprints
WHERE kind = 'browser_ja4';

CREATE VIEW ja4_processing.view_ref_cloud_ips
(
    `prefix` String,
    `provider` String
)
AS SELECT
    prefix,
    name AS provider
FROM ja4_processing.view_ref_ip_lists
WHERE kind = 'cloud';

CREATE VIEW ja4_processing.view_ref_crawler_ips
(
    `prefix` String,
    `crawler` String
)
AS SELECT
    prefix,
    name AS crawler
FROM ja4_processing.view_ref_ip_lists
WHERE kind = 'crawler';

CREATE VIEW ja4_processing.view_ref_current
(
    `list` LowCardinality(String),
    `version` UInt64,
    `rows` UInt64,
    `precedence` UInt8
)
AS WITH
    held AS
    (
        SELECT
            list,
            version,
            count() AS present
        FROM ja4_processing.ref_asn_prefixes
        GROUP BY
            list,
            version
        UNION ALL
        SELECT
            list,
            version,
            count() AS present
        FROM ja4_processing.ref_ip_lists
        GROUP BY
            list,
            version
        UNION ALL
        SELECT
            list,
            version,
            count() AS present
        FROM ja4_processing.ref_asn_labels
        GROUP BY
            list,
            version
        UNION ALL
        SELECT
            list,
            version,
            count() AS present
        FROM ja4_processing.ref_fingerprints
        GROUP BY
            list,
            version
    ),
    complete AS
    (
        SELECT
            told.list AS list,
            argMax(tuple(told.version, told.rows, told.supersedes, told.precedence), told.attempted_at) AS newest
        FROM ja4_processing.ref_versions AS told
        LEFT JOIN held ON (held.list = told.list) AND (held.version = told.version)
        WHERE (told.outcome = 'loaded') AND (held.present = told.rows)
        GROUP BY told.list
    )
SELECT
    list,
    newest.1 AS version,
    newest.2 AS rows,
    newest.4 AS precedence
FROM complete
WHERE list NOT IN (
    SELECT arrayJoin(newest.3)
    FROM complete
    WHERE (newest.2) > 0
);

CREATE VIEW ja4_processing.view_ref_fingerprints
(
    `kind` Enum8('bot_ja4' = 1, 'browser_ja4' = 2, 'browser_h2' = 3),
    `fingerprint` String,
    `name` String,
    `tls_library` String,
    `context` String
)
AS WITH
    argMax(tuple(told.name, told.tls_library, told.context), tuple(current.precedence, told.list)) AS newest
SELECT
    told.kind AS kind,
    told.fingerprint AS fingerprint,
    newest.1 AS name,
    newest.2 AS tls_library,
    newest.3 AS context
FROM ja4_processing.ref_fingerprints AS told
INNER JOIN ja4_processing.view_ref_current AS current ON (current.list = told.list) AND (current.version = told.version)
GROUP BY
    told.kind,
    told.fingerprint;

CREATE VIEW ja4_processing.view_ref_ip_lists
(
    `kind` Enum8('bot' = 1, 'crawler' = 2, 'block' = 3, 'cloud' = 4),
    `prefix` String,
    `name` String,
    `list` String
)
AS WITH
    argMax(tuple(told.name, told.list), tuple(current.precedence, told.list)) AS newest
SELECT
    told.kind AS kind,
    told.prefix AS prefix,
    newest.1 AS name,
    newest.2 AS list
FROM ja4_processing.ref_ip_lists AS told
INNER JOIN ja4_processing.view_ref_current AS current ON (current.list = told.list) AND (current.version = told.version)
WHERE match(told.prefix, '^[0-9a-fA-F:.]+/[0-9]{1,3}$') AND if(position(told.prefix, ':') > 0, isIPv6String(substringIndex(told.prefix, '/', 1)) AND ((toUInt16OrZero(substringIndex(told.prefix, '/', -1)) >= 1) AND (toUInt16OrZero(substringIndex(told.prefix, '/', -1)) <= 128)), isIPv4String(substringIndex(told.prefix, '/', 1)) AND ((toUInt16OrZero(substringIndex(told.prefix, '/', -1)) >= 1) AND (toUInt16OrZero(substringIndex(told.prefix, '/', -1)) <= 32)))
GROUP BY
    told.kind,
    told.prefix;

CREATE VIEW ja4_processing.view_session_company_1h
(
    `window_start` DateTime('UTC'),
    `session_key` UInt64,
    `hosts` UInt64,
    `same_net` UInt64,
    `same_country` UInt64,
    `of_countries` UInt64,
    `country_code` LowCardinality(String),
    `ja4_sessions` UInt64,
    `asn_entropy` Float64,
    `any_asn` UInt32
)
AS SELECT
    window_start,
    sipHash64(src_ip, toString(ja4), toString(host)) AS session_key,
    uniqExact(host) OVER (PARTITION BY window_start, src_ip, ja4) AS hosts,
    uniqExact(src_ip) OVER (PARTITION BY window_start, ja4, net) AS same_net,
    uniqExact(src_ip) OVER (PARTITION BY window_start, host, country_code) AS same_country,
    uniqExactIf(src_ip, country_code != '') OVER (PARTITION BY window_start, host) AS of_countries,
    country_code,
    count() OVER (PARTITION BY window_start, ja4) AS ja4_sessions,
    entropy(asn) OVER (PARTITION BY window_start, ja4) AS asn_entropy,
    max(asn) OVER (PARTITION BY window_start, ja4) AS any_asn
FROM
(
    SELECT
        window_start,
        src_ip,
        ja4,
        host,
        (IPv6CIDRToRange(src_ip, if((src_ip >= toIPv6('::ffff:0.0.0.0')) AND (src_ip <= toIPv6('::ffff:255.255.255.255')), 120, 48))).1 AS net,
        dictGet('ja4_processing.dict_iplocate_asn', 'asn', src_ip) AS asn,
        toLowCardinality(dictGet('ja4_processing.dict_iplocate_asn', 'country_code', src_ip)) AS country_code
    FROM ja4_processing.agg_host_ip_ja4_1h
    GROUP BY
        window_start,
        src_ip,
        ja4,
        host
);

CREATE VIEW ja4_processing.view_session_looks_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `started_at` SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    `ended_at` SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    `hits` UInt64,
    `documents` UInt64,
    `assets` UInt64,
    `posts` UInt64,
    `orphans` UInt64,
    `answered` UInt64,
    `answered_4xx` UInt64,
    `cookies` UInt64,
    `no_sec_fetch` UInt64,
    `minutes` UInt64,
    `header_order_signature` String,
    `h2_fingerprint` String,
    `tcp_stack` String,
    `user_agent` SimpleAggregateFunction(any, String)
)
AS SELECT
    seen.window_start AS window_start,
    seen.src_ip AS src_ip,
    seen.ja4 AS ja4,
    seen.host AS host,
    seen.first_at AS started_at,
    seen.last_at AS ended_at,
    seen.n AS hits,
    seen.documents AS documents,
    seen.assets AS assets,
    seen.posts AS posts,
    seen.orphans AS orphans,
    seen.answered AS answered,
    seen.answered_4xx AS answered_4xx,
    seen.cookies AS cookies,
    seen.no_sec_fetch AS no_sec_fetch,
    seen.minutes AS minutes,
    shape.header_order_signature AS header_order_signature,
    shape.h2_fingerprint AS h2_fingerprint,
    shape.tcp_stack AS tcp_stack,
    shape.user_agent AS user_agent
FROM
(
    SELECT
        window_start,
        src_ip,
        toString(agg.ja4) AS ja4,
        toString(agg.host) AS host,
        min(agg.started_at) AS first_at,
        max(agg.ended_at) AS last_at,
        sum(agg.hits) AS n,
        sum(count_document) AS documents,
        sum(count_asset) AS assets,
        sum(count_post) AS posts,
        sum(count_orphan) AS orphans,
        sum(count_answered) AS answered,
        sum(count_4xx) AS answered_4xx,
        sum(count_cookie) AS cookies,
        sum(count_no_sec_fetch) AS no_sec_fetch,
        groupBitOr(active_minutes) AS minutes,
        argMaxMerge(agg.fingerprint) AS fingerprint
    FROM ja4_processing.agg_host_ip_ja4_1h AS agg
    GROUP BY
        window_start,
        src_ip,
        ja4,
        host
) AS seen
INNER JOIN
(
    SELECT
        window_start,
        fingerprint,
        toString(any(shapes.header_order_signature)) AS header_order_signature,
        toString(any(shapes.h2_fingerprint)) AS h2_fingerprint,
        toString(any(shapes.tcp_stack)) AS tcp_stack,
        any(shapes.user_agent) AS user_agent
    FROM ja4_processing.agg_header_fingerprint_1h AS shapes
    GROUP BY
        window_start,
        fingerprint
) AS shape ON (shape.window_start = seen.window_start) AND (shape.fingerprint = seen.fingerprint);

CREATE VIEW ja4_processing.view_session_paths_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `path_set` Array(UInt32)
)
AS SELECT
    window_start,
    src_ip,
    ja4,
    host,
    arraySlice(arrayDistinct(arrayMap(mark -> toUInt32(mark), groupArraySortedMerge(512)(requests))), 1, 64) AS path_set
FROM ja4_processing.agg_request_timing_1h
GROUP BY
    window_start,
    src_ip,
    ja4,
    host;

CREATE VIEW ja4_processing.view_session_peers_1h
(
    `window_start` DateTime('UTC'),
    `session_key` UInt64,
    `xs_peer_paths` Float64
)
AS SELECT
    window_start,
    session_key,
    avg((askers - 1) / (peers - 1)) AS xs_peer_paths
FROM
(
    SELECT
        window_start,
        peer_key,
        path,
        groupArray(key) AS who,
        length(who) AS askers
    FROM
    (
        SELECT
            window_start,
            sipHash64(toString(ja4), toString(host)) AS peer_key,
            sipHash64(src_ip, toString(ja4), toString(host)) AS key,
            path_set
        FROM ja4_processing.view_session_paths_1h
    )
    ARRAY JOIN path_set AS path
    GROUP BY
        window_start,
        peer_key,
        path
) AS asked
INNER JOIN
(
    SELECT
        window_start,
        sipHash64(toString(ja4), toString(host)) AS peer_key,
        uniqExact(src_ip) AS peers
    FROM ja4_processing.agg_request_timing_1h
    GROUP BY
        window_start,
        ja4,
        host
    HAVING peers > 1
) AS peer_groups USING (window_start, peer_key)
ARRAY JOIN who AS session_key
GROUP BY
    window_start,
    session_key;

CREATE VIEW ja4_processing.view_session_rhythm_1h
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `session_key` UInt64,
    `first_has_cookie` UInt8,
    `req_path_entropy` Float64,
    `req_trans_entropy` Float64,
    `tim_iat_p50` Float64,
    `tim_iat_cv` Float64,
    `tim_iat_entropy` Float64,
    `tim_lag1` Float64,
    `tim_burst` Float64,
    `tim_pause` Float64,
    `tim_doc_cv` Float64,
    `tim_peak_rps` Float64,
    `tim_period` Float64,
    `tim_benford` Float64,
    `tls_syn_hello` Float64,
    `tim_hello_req` Float64
)
AS WITH
    arrayMap(mark -> bitShiftRight(mark, 42), marks) AS times,
    arrayMap(mark -> toUInt32(mark), marks) AS paths,
    arrayPopFront(arrayDifference(times)) AS pauses,
    arrayFilter(mark -> bitTest(mark, 41), marks) AS documents,
    arrayMap(mark -> toUInt32(mark), documents) AS document_paths,
    arrayPopFront(arrayDifference(arrayMap(mark -> bitShiftRight(mark, 42), documents))) AS document_pauses,
    arrayMap((path, next) -> (path, next), arrayPopBack(document_paths), arrayPopFront(document_paths)) AS moves,
    length(marks) AS n,
    n - 1 AS pause_count,
    n >= 5 AS has_rhythm,
    arraySum(pauses) / pause_count AS mean_pause,
    arrayReduce('stddevPop', pauses) AS pause_deviation,
    arrayMap(pause -> (pause - mean_pause), pauses) AS deviations,
    arrayFilter(pause -> (pause > 0), pauses) AS long_pauses,
    arrayMap(pause -> toUInt8(floor(pause / exp10(floor(log10(pause))))), long_pauses) AS digits,
    length(digits) AS digit_count
SELECT
    window_start,
    src_ip,
    ja4,
    host,
    sipHash64(src_ip, toString(ja4), toString(host)) AS session_key,
    bitTest(marks[1], 40) AS first_has_cookie,
    if(has_rhythm, arrayReduce('entropy', paths) / log2(n), nan) AS req_path_entropy,
    if(length(moves) >= 4, arrayReduce('entropy', moves) / log2(length(moves)), nan) AS req_trans_entropy,
    if(has_rhythm, log1p(arrayReduce('median', pauses)), nan) AS tim_iat_p50,
    if(has_rhythm, if(mean_pause = 0, 0, pause_deviation / mean_pause), nan) AS tim_iat_cv,
    if(has_rhythm, arrayReduce('entropy', arrayMap(pause -> toUInt8(if(pause = 0, 0, 1 + floor(2 * log2(pause)))), pauses)) / log2(pause_count), nan) AS tim_iat_entropy,
    if(has_rhythm AND (pause_deviation > 0), arraySum((each, next) -> (each * next), arrayPopBack(deviations), arrayPopFront(deviations)) / arraySum(each -> (each * each), deviations), nan) AS tim_lag1,
    if(has_rhythm, arrayCount(pause -> (pause < 100), pauses) / pause_count, nan) AS tim_burst,
    if(has_rhythm, arrayCount(pause -> (pause > 5000), pauses) / pause_count, nan) AS tim_pause,
    if(length(document_pauses) >= 4, if(arraySum(document_pauses) = 0, 0, arrayReduce('stddevPop', document_pauses) / arrayAvg(document_pauses)), nan) AS tim_doc_cv,
    log1p(arrayMax(arrayEnumerateUniq(arrayMap(time -> intDiv(time, 1000), times)))) AS tim_peak_rps,
    if(has_rhythm, arrayMax(arrayEnumerateUniq(arrayMap(pause -> toUInt16(floor(log1p(pause) / log(1.05))), pauses))) / pause_count, nan) AS tim_period,
    if(digit_count >= 10, least(10, arraySum(digit -> (pow((countEqual(digits, digit) / digit_count) - log10(1 + (1 / digit)), 2) / log10(1 + (1 / digit))), range(1, 10))), nan) AS tim_benford,
    if(empty(syn_to_clienthello_ms), nan, log1p(arrayReduce('median', syn_to_clienthello_ms))) AS tls_syn_hello,
    if(empty(clienthello_to_request_ms), nan, log1p(arrayReduce('median', clienthello_to_request_ms))) AS tim_hello_req
FROM
(
    SELECT
        window_start,
        src_ip,
        ja4,
        host,
        groupArraySortedMerge(512)(requests) AS marks,
        groupArrayArray(64)(timing.syn_to_clienthello_ms) AS syn_to_clienthello_ms,
        groupArrayArray(64)(timing.clienthello_to_request_ms) AS clienthello_to_request_ms
    FROM ja4_processing.agg_request_timing_1h AS timing
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

CREATE VIEW ja4_processing.view_sign_ins
(
    `window_start` DateTime('UTC'),
    `time` DateTime64(3, 'UTC'),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String),
    `path` String,
    `user_agent` LowCardinality(String),
    `header_order_signature` LowCardinality(String),
    `status_code` UInt16,
    `answer_size` Int64,
    `is_form` UInt8,
    `credential` String,
    `answer` String
)
AS WITH
    (logs.method = 'POST') AND match(logs.path, '(?i)(log-?in|sign-?in|authenticat|/auth/?$|/auth/(token|password)|oauth2?/token|/sessions?/?$|xmlrpc\\.php)') AND (NOT match(logs.path, '(?i)(refresh|log-?out|sign-?out|heartbeat|keep-?alive|ping|status|validate|check)')) AS is_form
SELECT
    toStartOfHour(logs.time) AS window_start,
    logs.time AS time,
    logs.src_ip AS src_ip,
    logs.ja4 AS ja4,
    logs.host AS host,
    logs.path AS path,
    logs.header_user_agent AS user_agent,
    logs.header_order_signature AS header_order_signature,
    logs.status_code AS status_code,
    intDiv(greatest(0, logs.response_size), 32) AS answer_size,
    is_form,
    if(is_form, '', arrayMap(each -> toString(each), logs.headers.2)[indexOf(arrayMap(each -> toString(lower(each)), logs.headers.1), 'authorization')]) AS credential,
    if(is_form, multiIf((logs.status_code IN (400, 401, 403, 419, 422, 423, 429)), 'refused', ((logs.status_code >= 300) AND (logs.status_code <= 399)) AND ((arrayMap(each -> toString(each), logs.response_headers.2)[indexOf(arrayMap(each -> toString(lower(each)), logs.response_headers.1), 'location')]) = ''), 'unknown', (logs.status_code >= 300) AND (logs.status_code <= 399), if(match(arrayMap(each -> toString(each), logs.response_headers.2)[indexOf(arrayMap(each -> toString(lower(each)), logs.response_headers.1), 'location')], '(?i)(log-?in|sign-?in|error|fail|invalid|denied)') OR (path(arrayMap(each -> toString(each), logs.response_headers.2)[indexOf(arrayMap(each -> toString(lower(each)), logs.response_headers.1), 'location')]) = logs.path), 'refused', 'accepted'), ((logs.status_code >= 200) AND (logs.status_code <= 299)) AND match(arrayMap(each -> toString(each), logs.response_headers.2)[indexOf(arrayMap(each -> toString(lower(each)), logs.response_headers.1), 'content-type')], '(?i)(html|xml)'), 'form', (logs.status_code >= 200) AND (logs.status_code <= 299), 'accepted', 'unknown'), 'refused') AS answer
FROM ja4_logs.http_logs AS logs
WHERE (logs.type = 'request') AND (is_form OR ((logs.status_code = 401) AND has(arrayMap(each -> toString(lower(each)), logs.headers.1), 'authorization')));

CREATE VIEW ja4_processing.view_told_since_scored
(
    `window_start` DateTime('UTC'),
    `src_ip` IPv6,
    `ja4` LowCardinality(String),
    `host` LowCardinality(String)
)
AS WITH
    rules AS
    (
        SELECT
            window_start,
            src_ip,
            ja4,
            host,
            max(indexOf(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'], toString(threat_level))) AS grade
        FROM ja4_processing.ml_detected_anomalies
        WHERE rule != ''
        GROUP BY
            window_start,
            src_ip,
            ja4,
            host
    )
SELECT
    scores.window_start AS window_start,
    scores.src_ip AS src_ip,
    scores.ja4 AS ja4,
    scores.host AS host
FROM ja4_processing.ml_all_scores AS scores
FINAL
INNER JOIN rules ON (rules.window_start = scores.window_start) AND (rules.src_ip = scores.src_ip) AND (rules.ja4 = scores.ja4) AND (rules.host = scores.host)
WHERE (rules.grade > indexOf(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'], toString(scores.threat_level))) AND (scores.decided_by NOT IN ('known_bot', 'verified_crawler', 'challenge'))
UNION DISTINCT
WITH
    rules AS
    (
        SELECT
            window_start,
            src_ip,
            ja4,
            host,
            max(indexOf(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'], toString(threat_level))) AS grade
        FROM ja4_processing.ml_detected_anomalies
        WHERE rule != ''
        GROUP BY
            window_start,
            src_ip,
            ja4,
            host
    )
SELECT
    scores.window_start AS window_start,
    scores.src_ip AS src_ip,
    scores.ja4 AS ja4,
    scores.host AS host
FROM ja4_processing.ml_all_scores AS scores
FINAL
INNER JOIN
(
    SELECT
        window_start,
        src_ip,
        host,
        max(told.told_at) AS newest
    FROM ja4_processing.challenge_results AS told
    GROUP BY
        window_start,
        src_ip,
        host
) AS challenges ON (challenges.window_start = scores.window_start) AND (challenges.src_ip = scores.src_ip)
WHERE (challenges.host IN ('', scores.host)) AND (challenges.newest > scores.scored_at);

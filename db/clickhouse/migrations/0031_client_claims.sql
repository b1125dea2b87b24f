-- What clients say of themselves in headers: names in their order, what they accept, client hints. What a claimed browser is compared
-- with beside its fingerprints. One row per way of saying it, and which one each session's newest document had.

-- One number for what a request's headers say, apart from what it asks.
CREATE OR REPLACE FUNCTION vigie_claims AS (scheme, http_version, header_order_signature, accept, accept_encoding, sec_ch_ua, sec_ch_ua_mobile, sec_ch_ua_platform, sec_fetch_dest, sec_fetch_mode, sec_fetch_site, user_agent, os_guess) ->
    sipHash64(toString(scheme), toString(http_version), toString(header_order_signature), toString(accept), toString(accept_encoding), toString(sec_ch_ua), toString(sec_ch_ua_mobile), toString(sec_ch_ua_platform), toString(sec_fetch_dest), toString(sec_fetch_mode), toString(sec_fetch_site), toString(user_agent), toString(os_guess));

CREATE TABLE IF NOT EXISTS ja4_processing.agg_client_claims_1h
(
    window_start DateTime('UTC'),
    claims UInt64, -- vigie_claims
    scheme SimpleAggregateFunction(any, LowCardinality(String)),
    http_version SimpleAggregateFunction(any, LowCardinality(String)),
    header_names SimpleAggregateFunction(any, Array(String)) CODEC(ZSTD(1)), -- as sent, those that depend on the visit among them
    accept SimpleAggregateFunction(any, String) CODEC(ZSTD(1)), -- this and the following: empty when not sent
    accept_encoding SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
    sec_ch_ua SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
    sec_ch_ua_mobile SimpleAggregateFunction(any, LowCardinality(String)),
    sec_ch_ua_platform SimpleAggregateFunction(any, LowCardinality(String)),
    sec_fetch_dest SimpleAggregateFunction(any, LowCardinality(String)),
    sec_fetch_mode SimpleAggregateFunction(any, LowCardinality(String)),
    sec_fetch_site SimpleAggregateFunction(any, LowCardinality(String)),
    user_agent SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
    os_guess SimpleAggregateFunction(any, LowCardinality(String)), -- the system whose SYN it was, empty when unknown
    hits SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, claims)
TTL window_start + INTERVAL 30 DAY
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1,
    ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_processing.mv_agg_client_claims_1h TO ja4_processing.agg_client_claims_1h AS
SELECT
    toStartOfHour(logs.time) AS window_start,
    vigie_claims(logs.scheme, logs.http_version, logs.header_order_signature, logs.header_accept, logs.header_accept_encoding, logs.header_sec_ch_ua, logs.header_sec_ch_ua_mobile, logs.header_sec_ch_ua_platform, logs.header_sec_fetch_dest, logs.header_sec_fetch_mode, logs.header_sec_fetch_site, logs.header_user_agent, logs.os_guess) AS claims,
    any(logs.scheme) AS scheme,
    any(logs.http_version) AS http_version,
    any(logs.headers.1) AS header_names,
    any(logs.header_accept) AS accept,
    any(logs.header_accept_encoding) AS accept_encoding,
    any(logs.header_sec_ch_ua) AS sec_ch_ua,
    any(logs.header_sec_ch_ua_mobile) AS sec_ch_ua_mobile,
    any(logs.header_sec_ch_ua_platform) AS sec_ch_ua_platform,
    any(logs.header_sec_fetch_dest) AS sec_fetch_dest,
    any(logs.header_sec_fetch_mode) AS sec_fetch_mode,
    any(logs.header_sec_fetch_site) AS sec_fetch_site,
    any(logs.header_user_agent) AS user_agent,
    any(logs.os_guess) AS os_guess,
    count() AS hits
FROM ja4_logs.http_logs AS logs
WHERE logs.type = 'request'
GROUP BY window_start, claims;

CREATE TABLE IF NOT EXISTS ja4_processing.agg_session_claims_1h
(
    window_start DateTime('UTC'),
    src_ip IPv6,
    ja4 LowCardinality(String),
    host LowCardinality(String),
    hits SimpleAggregateFunction(sum, UInt64),
    count_proxied SimpleAggregateFunction(sum, UInt64), -- a proxy that the sensor trusts said who asks
    claims AggregateFunction(argMax, UInt64, UInt64) -- of the newest document, else of the newest request
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip, ja4, host)
TTL window_start + INTERVAL 30 DAY
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1,
    ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_processing.mv_agg_session_claims_1h TO ja4_processing.agg_session_claims_1h AS
WITH vigie_is_document(vigie_is_asset(logs.path), logs.header_sec_fetch_dest) AS is_document
SELECT
    toStartOfHour(logs.time) AS window_start,
    logs.src_ip AS src_ip,
    logs.ja4 AS ja4,
    logs.host AS host,
    count() AS hits,
    countIf(logs.client_ip_source != '') AS count_proxied,
    argMaxState(
        vigie_claims(logs.scheme, logs.http_version, logs.header_order_signature, logs.header_accept, logs.header_accept_encoding, logs.header_sec_ch_ua, logs.header_sec_ch_ua_mobile, logs.header_sec_ch_ua_platform, logs.header_sec_fetch_dest, logs.header_sec_fetch_mode, logs.header_sec_fetch_site, logs.header_user_agent, logs.os_guess),
        toUInt64(toUnixTimestamp64Milli(logs.time)) + if(is_document, 4611686018427387904, 0)
    ) AS claims
FROM ja4_logs.http_logs AS logs
WHERE logs.type = 'request'
GROUP BY window_start, src_ip, ja4, host;

-- Both from what http_logs holds; cut short, it begins again. Writers wait: their inserts fail meanwhile, and they send again by token.
ALTER TABLE ja4_logs.http_logs ADD CONSTRAINT IF NOT EXISTS aggregates_are_being_filled CHECK 0;

TRUNCATE TABLE ja4_processing.agg_client_claims_1h;

TRUNCATE TABLE ja4_processing.agg_session_claims_1h;

INSERT INTO ja4_processing.agg_client_claims_1h
SELECT
    toStartOfHour(logs.time) AS window_start,
    vigie_claims(logs.scheme, logs.http_version, logs.header_order_signature, logs.header_accept, logs.header_accept_encoding, logs.header_sec_ch_ua, logs.header_sec_ch_ua_mobile, logs.header_sec_ch_ua_platform, logs.header_sec_fetch_dest, logs.header_sec_fetch_mode, logs.header_sec_fetch_site, logs.header_user_agent, logs.os_guess) AS claims,
    any(logs.scheme) AS scheme,
    any(logs.http_version) AS http_version,
    any(logs.headers.1) AS header_names,
    any(logs.header_accept) AS accept,
    any(logs.header_accept_encoding) AS accept_encoding,
    any(logs.header_sec_ch_ua) AS sec_ch_ua,
    any(logs.header_sec_ch_ua_mobile) AS sec_ch_ua_mobile,
    any(logs.header_sec_ch_ua_platform) AS sec_ch_ua_platform,
    any(logs.header_sec_fetch_dest) AS sec_fetch_dest,
    any(logs.header_sec_fetch_mode) AS sec_fetch_mode,
    any(logs.header_sec_fetch_site) AS sec_fetch_site,
    any(logs.header_user_agent) AS user_agent,
    any(logs.os_guess) AS os_guess,
    count() AS hits
FROM ja4_logs.http_logs AS logs
WHERE logs.type = 'request'
GROUP BY window_start, claims
SETTINGS max_threads = 2, insert_deduplicate = 0, max_bytes_before_external_group_by = 200000000;

INSERT INTO ja4_processing.agg_session_claims_1h
WITH vigie_is_document(vigie_is_asset(logs.path), logs.header_sec_fetch_dest) AS is_document
SELECT
    toStartOfHour(logs.time) AS window_start,
    logs.src_ip AS src_ip,
    logs.ja4 AS ja4,
    logs.host AS host,
    count() AS hits,
    countIf(logs.client_ip_source != '') AS count_proxied,
    argMaxState(
        vigie_claims(logs.scheme, logs.http_version, logs.header_order_signature, logs.header_accept, logs.header_accept_encoding, logs.header_sec_ch_ua, logs.header_sec_ch_ua_mobile, logs.header_sec_ch_ua_platform, logs.header_sec_fetch_dest, logs.header_sec_fetch_mode, logs.header_sec_fetch_site, logs.header_user_agent, logs.os_guess),
        toUInt64(toUnixTimestamp64Milli(logs.time)) + if(is_document, 4611686018427387904, 0)
    ) AS claims
FROM ja4_logs.http_logs AS logs
WHERE logs.type = 'request'
GROUP BY window_start, src_ip, ja4, host
SETTINGS max_threads = 2, insert_deduplicate = 0, max_bytes_before_external_group_by = 200000000;

ALTER TABLE ja4_logs.http_logs DROP CONSTRAINT IF EXISTS aggregates_are_being_filled;

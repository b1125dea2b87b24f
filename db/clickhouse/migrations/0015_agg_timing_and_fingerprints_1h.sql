-- The rhythm of a session: its first requests in their order, whenever their rows came.
CREATE TABLE IF NOT EXISTS ja4_processing.agg_request_timing_1h
(
    window_start DateTime('UTC'),
    src_ip IPv6,
    ja4 LowCardinality(String),
    host LowCardinality(String),
    hits SimpleAggregateFunction(sum, UInt64),
    requests AggregateFunction(groupArraySorted(512), UInt64), -- the first 512, as vigie_request_mark writes them
    syn_to_clienthello_ms SimpleAggregateFunction(groupArrayArray(64), Array(Float32)), -- of 64 requests; unknown ones left out
    clienthello_to_request_ms SimpleAggregateFunction(groupArrayArray(64), Array(Float32))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip, ja4, host)
TTL window_start + INTERVAL 30 DAY
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1,
    ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_processing.mv_agg_request_timing_1h TO ja4_processing.agg_request_timing_1h AS
SELECT
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
GROUP BY window_start, src_ip, ja4, host;

-- What clients looked like in an hour, and how many addresses looked the same: rarity and fleets.
CREATE TABLE IF NOT EXISTS ja4_processing.agg_header_fingerprint_1h
(
    window_start DateTime('UTC'),
    fingerprint UInt64, -- vigie_fingerprint of the five that follow
    ja4 SimpleAggregateFunction(any, LowCardinality(String)),
    header_order_signature SimpleAggregateFunction(any, LowCardinality(String)),
    h2_fingerprint SimpleAggregateFunction(any, LowCardinality(String)),
    tcp_stack SimpleAggregateFunction(any, LowCardinality(String)), -- initial TTL:MSS:window scale:options; empty when the SYN was not seen
    user_agent SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
    started_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    ended_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    hits SimpleAggregateFunction(sum, UInt64),
    addresses AggregateFunction(uniqCombined(12), IPv6),
    hosts AggregateFunction(uniqCombined(12), String)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, fingerprint)
TTL window_start + INTERVAL 30 DAY
SETTINGS min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1,
    ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_processing.mv_agg_header_fingerprint_1h TO ja4_processing.agg_header_fingerprint_1h AS
SELECT
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
GROUP BY window_start, fingerprint;

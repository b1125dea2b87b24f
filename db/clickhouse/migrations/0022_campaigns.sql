-- Flagged sessions that resemble each other over hours and addresses; the newest row of a campaign counts.
CREATE TABLE IF NOT EXISTS ja4_processing.campaigns
(
    campaign_id Int32, -- kept while the campaign goes on
    updated_at DateTime64(3, 'UTC'),
    started_at DateTime64(3, 'UTC'), -- of its first session
    ended_at DateTime64(3, 'UTC'), -- of its last one so far
    threat_level LowCardinality(String),
    sessions UInt64,
    addresses UInt64,
    hits UInt64,
    persistence Float32, -- of the cluster in the density tree, 0 to 1
    ja4s Array(String) CODEC(ZSTD(3)),
    asns Array(UInt32) CODEC(ZSTD(3)),
    countries Array(LowCardinality(String)) CODEC(ZSTD(3)),
    hosts Array(LowCardinality(String)) CODEC(ZSTD(3)),
    traits Array(Tuple(feature String, median Float32, human_median Float32)) CODEC(ZSTD(3)), -- what sets its members apart from people
    reason String CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY campaign_id
TTL toDateTime(ended_at) + INTERVAL 30 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS ja4_processing.campaign_members
(
    campaign_id Int32 CODEC(ZSTD(1)),
    window_start DateTime('UTC') CODEC(Delta, ZSTD(1)),
    src_ip IPv6,
    ja4 LowCardinality(String),
    host LowCardinality(String),
    session_id String CODEC(ZSTD(1)),
    updated_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    membership Float32, -- 1 at the cluster's heart, towards 0 at its rim
    proof Array(Tuple(feature String, value Float32, campaign_median Float32)) CODEC(ZSTD(3)) -- where it is closest to the others and far from people
)
ENGINE = ReplacingMergeTree(updated_at)
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip, ja4, host)
TTL window_start + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1;

-- Addresses of many networks that behave as one machine, as one hour showed them.
CREATE TABLE IF NOT EXISTS ja4_processing.fleet_detections
(
    detected_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    window_start DateTime('UTC') CODEC(Delta, ZSTD(1)),
    fleet_id String CODEC(ZSTD(1)), -- digest of what its members share: the same fleet has it in every hour
    fleet_score Float32, -- 0 like everybody, 1 nothing but a fleet explains it
    coherence Float32, -- how alike its members are, 0 to 1
    background_coherence Float32, -- how alike as many sessions of others are
    modularity Float32 DEFAULT nan, -- of the grouping that it was found in
    addresses UInt64,
    sessions UInt64,
    hits UInt64,
    ja4s Array(String) CODEC(ZSTD(3)),
    asns Array(UInt32) CODEC(ZSTD(3)),
    countries Array(LowCardinality(String)) CODEC(ZSTD(3)),
    hosts Array(LowCardinality(String)) CODEC(ZSTD(3)),
    members Array(Tuple(src_ip IPv6, ja4 String, asn UInt32, sessions UInt32, proof String)) CODEC(ZSTD(3)), -- the first thousand, each with what ties it to the others
    reason String CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree(detected_at)
PARTITION BY toDate(window_start)
ORDER BY (window_start, fleet_id)
TTL window_start + INTERVAL 7 DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1;

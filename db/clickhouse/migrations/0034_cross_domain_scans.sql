-- One word list tried on several hosts, by one address or by addresses that look alike; the newest row of a scan counts.
CREATE TABLE IF NOT EXISTS ja4_processing.cross_domain_scans
(
    detected_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    window_start DateTime('UTC') CODEC(Delta, ZSTD(1)), -- the hour in which it was seen last
    scan_id String CODEC(ZSTD(1)), -- digest of who scans: the same scanner has it in every hour
    kind LowCardinality(String), -- address: one address on all hosts; fingerprint: addresses that look alike share the work
    started_at DateTime64(3, 'UTC'), -- of its first session looked at
    ended_at DateTime64(3, 'UTC'),
    ja4 String CODEC(ZSTD(1)), -- empty when it spoke no TLS
    header_order_signature String CODEC(ZSTD(1)),
    user_agent String CODEC(ZSTD(1)),
    addresses Array(IPv6) CODEC(ZSTD(3)), -- the first hundred
    address_count UInt64,
    asns Array(UInt32) CODEC(ZSTD(3)),
    hosts Array(LowCardinality(String)) CODEC(ZSTD(3)),
    hits UInt64,
    count_4xx UInt64,
    jaccard Float32, -- mean over the pairs of hosts of |paths asked of both| / |paths asked of either|, 0 to 1; paths that others ask too left out
    paths UInt64, -- different paths asked of at least two of the hosts
    path_examples Array(String) CODEC(ZSTD(3)), -- some of these
    proof Array(Tuple(one String, other String, shared UInt32, either UInt32)) CODEC(ZSTD(3)), -- the pairs of hosts, most alike first
    reason String CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree(detected_at)
PARTITION BY toDate(window_start)
ORDER BY (window_start, scan_id)
TTL window_start + INTERVAL 7 DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1;

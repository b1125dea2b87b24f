-- What sessions with a verdict looked like, so that the verdict still teaches when the requests are gone. Whether a row
-- counts is asked of the verdicts at each training; no address is kept.
CREATE TABLE IF NOT EXISTS ja4_processing.label_snapshots
(
    session_id String CODEC(ZSTD(1)),
    window_start DateTime('UTC') CODEC(Delta, ZSTD(1)),
    started_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    taken_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    hits UInt64,
    fingerprint_coherence_score Float32, -- NaN when nothing could be compared
    features Map(LowCardinality(String), Float32) CODEC(ZSTD(3)) -- by name, since their order is a version's; the unknown are left out
)
ENGINE = ReplacingMergeTree(taken_at)
PARTITION BY toYYYYMM(window_start)
ORDER BY session_id
TTL window_start + INTERVAL 400 DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1;

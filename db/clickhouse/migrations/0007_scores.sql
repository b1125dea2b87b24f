-- What the model thought of each session; the newest opinion of one replaces the older ones.
CREATE TABLE IF NOT EXISTS ja4_processing.ml_all_scores
(
    window_start DateTime('UTC') CODEC(Delta, ZSTD(1)),
    src_ip IPv6,
    ja4 LowCardinality(String),
    host LowCardinality(String),
    session_id String CODEC(ZSTD(1)),
    anomaly_score Float32, -- 0 ordinary, 1 most anomalous
    raw_anomaly_score Float32, -- before calibration
    threat_level LowCardinality(String),
    model_name LowCardinality(String),
    model_version LowCardinality(String),
    scored_at DateTime64(3, 'UTC'),
    hits UInt64, -- requests that the session had when it was scored
    features Array(Float32) CODEC(ZSTD(1)) -- in the model's order
)
ENGINE = ReplacingMergeTree(scored_at)
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip, ja4, host)
TTL window_start + INTERVAL 7 DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1;

-- One row per scoring cycle.
CREATE TABLE IF NOT EXISTS ja4_processing.ml_performance_metrics
(
    cycle_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    model_name LowCardinality(String),
    model_version LowCardinality(String),
    model_origin LowCardinality(String), -- bundled or site; empty when no model could be loaded
    scored UInt64,
    duration_ms Float64,
    anomaly_rate Float64, -- share of the scored sessions at HIGH or CRITICAL
    detail String CODEC(ZSTD(3)) -- why nothing was scored; empty when all went well
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(cycle_at)
ORDER BY cycle_at
TTL toDateTime(cycle_at) + INTERVAL 90 DAY
SETTINGS ttl_only_drop_parts = 1;

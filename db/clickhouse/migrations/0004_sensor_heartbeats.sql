-- What each sensor says of itself every few seconds.
CREATE TABLE IF NOT EXISTS ja4_logs.sensor_heartbeats
(
    sensor_id LowCardinality(String),
    time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    started_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    hooks Array(Tuple(hook String, target String, state String, detail String)) CODEC(ZSTD(3)),
    counters Map(LowCardinality(String), Float64) CODEC(ZSTD(3)) -- counted from started_at
)
ENGINE = MergeTree
PARTITION BY toDate(time)
ORDER BY (sensor_id, time)
TTL toDateTime(time) + INTERVAL 7 DAY
SETTINGS ttl_only_drop_parts = 1;

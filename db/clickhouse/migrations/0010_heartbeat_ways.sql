-- Where a sensor's facts come from and where its rows go, as its settings name them.
ALTER TABLE ja4_logs.sensor_heartbeats
    ADD COLUMN IF NOT EXISTS sources Array(LowCardinality(String)) AFTER started_at,
    ADD COLUMN IF NOT EXISTS outputs Array(LowCardinality(String)) AFTER sources;

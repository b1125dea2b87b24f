-- A cycle's drift, agreement and cost beside its counts.
ALTER TABLE ja4_processing.ml_performance_metrics
    ADD COLUMN IF NOT EXISTS known_bots UInt64 AFTER scored, -- sessions that a list settled before the model
    ADD COLUMN IF NOT EXISTS verified_crawlers UInt64 AFTER known_bots,
    ADD COLUMN IF NOT EXISTS labels UInt64 AFTER verified_crawlers, -- labelled sessions that calibration and the supervised voice stand on
    ADD COLUMN IF NOT EXISTS steps_ms Map(LowCardinality(String), Float64) CODEC(ZSTD(3)) AFTER duration_ms, -- latency of each step
    ADD COLUMN IF NOT EXISTS voice_correlation Map(LowCardinality(String), Float32) CODEC(ZSTD(3)) AFTER anomaly_rate, -- rank correlation of each voice with the final score
    ADD COLUMN IF NOT EXISTS brier Float32 DEFAULT nan AFTER voice_correlation, -- of bot_probability on labels, 0 is perfect; NaN without labels
    ADD COLUMN IF NOT EXISTS drift Array(Tuple(feature String, ks Float32, kl Float32, direction Int8)) CODEC(ZSTD(3)) AFTER brier, -- features past the effect-size gate against the training window; direction -1 or 1
    ADD COLUMN IF NOT EXISTS drift_one_way Float32 DEFAULT nan AFTER drift, -- share of those that moved the same way; NaN when none did
    ADD COLUMN IF NOT EXISTS is_adversarial_drift Bool AFTER drift_one_way,
    ADD COLUMN IF NOT EXISTS rate_changed Bool AFTER is_adversarial_drift -- the anomaly rate left its window
;

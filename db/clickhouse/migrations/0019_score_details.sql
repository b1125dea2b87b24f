-- Beside the score: what each voice said, what the session claimed to be, and which rule came before the model.
ALTER TABLE ja4_processing.ml_all_scores
    ADD COLUMN IF NOT EXISTS started_at DateTime64(3, 'UTC') DEFAULT toDateTime64(window_start, 3, 'UTC') CODEC(Delta, ZSTD(1)) AFTER session_id, -- the session's, as of scoring
    ADD COLUMN IF NOT EXISTS ended_at DateTime64(3, 'UTC') DEFAULT toDateTime64(window_start, 3, 'UTC') + INTERVAL 3599 SECOND CODEC(Delta, ZSTD(1)) AFTER started_at,
    ADD COLUMN IF NOT EXISTS bot_probability Float32 DEFAULT nan AFTER raw_anomaly_score, -- calibrated, 0 to 1; this and the voices below: NaN when the voice did not speak
    ADD COLUMN IF NOT EXISTS eif_score Float32 DEFAULT nan AFTER bot_probability, -- 0 ordinary, 1 most anomalous
    ADD COLUMN IF NOT EXISTS ae_recon_error Float32 DEFAULT nan AFTER eif_score, -- mean squared error of the scaled features
    ADD COLUMN IF NOT EXISTS knn_distance Float32 DEFAULT nan AFTER ae_recon_error, -- mean distance to the nearest baseline sessions, scaled features
    ADD COLUMN IF NOT EXISTS xgb_prob Float32 DEFAULT nan AFTER knn_distance, -- before calibration
    ADD COLUMN IF NOT EXISTS fingerprint_coherence_score Float32 DEFAULT nan AFTER xgb_prob, -- 0 contradicts itself on every axis, 1 on none; NaN when nothing could be compared
    ADD COLUMN IF NOT EXISTS coherence_axes Map(LowCardinality(String), Int8) AFTER fingerprint_coherence_score, -- per axis: 1 fits, -1 does not, 0 unknown
    ADD COLUMN IF NOT EXISTS decided_by LowCardinality(String) DEFAULT 'model' AFTER threat_level, -- model, known_bot, verified_crawler or challenge
    ADD COLUMN IF NOT EXISTS bot_name LowCardinality(String) AFTER decided_by, -- empty unless a list knows it
    ADD COLUMN IF NOT EXISTS browser_family LowCardinality(String) AFTER bot_name, -- by evidence, not by User-Agent; empty when none fits
    ADD COLUMN IF NOT EXISTS anubis_bot_name LowCardinality(String) AFTER browser_family,
    ADD COLUMN IF NOT EXISTS anubis_bot_action LowCardinality(String) AFTER anubis_bot_name,
    ADD COLUMN IF NOT EXISTS campaign_id Int32 DEFAULT -1 CODEC(ZSTD(1)) AFTER anubis_bot_action, -- -1: in none
    ADD INDEX IF NOT EXISTS threat_level threat_level TYPE set(16) GRANULARITY 1;

-- Days that are over become one part each: reading them merged then costs nothing.
ALTER TABLE ja4_processing.ml_all_scores MODIFY SETTING min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

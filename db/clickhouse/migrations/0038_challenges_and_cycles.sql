-- What a challenge (Anubis) said of an address, on which site. Written by POST /api/v1/challenges and npm run ml -- challenges.
ALTER TABLE ja4_processing.challenge_results
    ADD COLUMN IF NOT EXISTS host LowCardinality(String) AFTER src_ip, -- lower case; empty: told without one, it holds for every host
    ADD COLUMN IF NOT EXISTS passed SimpleAggregateFunction(sum, UInt64) AFTER served,
    ADD COLUMN IF NOT EXISTS denied SimpleAggregateFunction(sum, UInt64) AFTER failed, -- turned away by a rule, without a challenge
    ADD COLUMN IF NOT EXISTS allowed SimpleAggregateFunction(sum, UInt64) AFTER denied, -- let through by a rule, without a challenge
    ADD COLUMN IF NOT EXISTS deny_rule SimpleAggregateFunction(max, String) AFTER allowed, -- of several one; empty when none
    ADD COLUMN IF NOT EXISTS allow_rule SimpleAggregateFunction(max, String) AFTER deny_rule,
    ADD COLUMN IF NOT EXISTS told_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')) AFTER allow_rule, -- when it reached us: sessions scored before are decided again
    MODIFY ORDER BY (window_start, src_ip, host);

-- 0 to 1: how much of what the browser of browser_family shows was seen. NaN: not judged.
ALTER TABLE ja4_processing.ml_all_scores
    ADD COLUMN IF NOT EXISTS browser_confidence Float32 DEFAULT nan AFTER browser_family;

-- A cycle's steps that failed, and what it cost.
ALTER TABLE ja4_processing.ml_performance_metrics
    ADD COLUMN IF NOT EXISTS flagged UInt64 AFTER scored, -- at MEDIUM or above
    ADD COLUMN IF NOT EXISTS explained UInt64 AFTER flagged,
    ADD COLUMN IF NOT EXISTS scored_by Map(LowCardinality(String), UInt64) CODEC(ZSTD(3)) AFTER explained, -- sessions by model version
    ADD COLUMN IF NOT EXISTS failed_steps Map(LowCardinality(String), String) CODEC(ZSTD(3)) AFTER steps_ms, -- step and why; the other steps were done
    ADD COLUMN IF NOT EXISTS rss_bytes_max UInt64 AFTER failed_steps -- the most memory that the process ever held
;

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

-- Scored sessions of which something was told since that decides their level anew: a rule that takes them for graver, or a challenge.
CREATE OR REPLACE VIEW ja4_processing.view_told_since_scored AS
WITH rules AS
(
    SELECT window_start, src_ip, ja4, host, max(indexOf(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'], toString(threat_level))) AS grade
    FROM ja4_processing.ml_detected_anomalies
    WHERE rule != ''
    GROUP BY window_start, src_ip, ja4, host
)
SELECT scores.window_start AS window_start, scores.src_ip AS src_ip, scores.ja4 AS ja4, scores.host AS host
FROM ja4_processing.ml_all_scores AS scores FINAL
INNER JOIN rules ON rules.window_start = scores.window_start AND rules.src_ip = scores.src_ip AND rules.ja4 = scores.ja4 AND rules.host = scores.host
WHERE rules.grade > indexOf(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'], toString(scores.threat_level))
  AND scores.decided_by NOT IN ('known_bot', 'verified_crawler', 'challenge')
UNION DISTINCT
SELECT scores.window_start AS window_start, scores.src_ip AS src_ip, scores.ja4 AS ja4, scores.host AS host
FROM ja4_processing.ml_all_scores AS scores FINAL
INNER JOIN
(
    SELECT window_start, src_ip, host, max(told.told_at) AS newest
    FROM ja4_processing.challenge_results AS told
    GROUP BY window_start, src_ip, host
) AS challenges ON challenges.window_start = scores.window_start AND challenges.src_ip = scores.src_ip
WHERE challenges.host IN ('', scores.host) AND challenges.newest > scores.scored_at;

-- How often sessions of a network or a fingerprint were taken for bots, hour by hour.
CREATE TABLE IF NOT EXISTS ja4_processing.bot_rates_1h
(
    window_start DateTime('UTC'),
    kind Enum8('asn' = 1, 'ja4' = 2),
    subject String, -- the number, or the fingerprint
    sessions AggregateFunction(uniqCombined(12), String), -- scored
    bots AggregateFunction(uniqCombined(12), String) -- of these at HIGH or above, or on a list of bots, at least once
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, kind, subject)
TTL window_start + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_processing.mv_bot_rates_1h TO ja4_processing.bot_rates_1h AS
WITH threat_level IN ('HIGH', 'CRITICAL', 'KNOWN_BOT', 'ANUBIS_DENY') AS is_bot
SELECT
    window_start,
    told.1 AS kind,
    told.2 AS subject,
    uniqCombinedState(12)(session_id) AS sessions,
    uniqCombinedIfState(12)(session_id, is_bot) AS bots
FROM ja4_processing.ml_all_scores
ARRAY JOIN [
    ('asn', toString(dictGet('ja4_processing.dict_iplocate_asn', 'asn', src_ip))),
    ('ja4', toString(ja4))
] AS told
WHERE told.2 NOT IN ('', '0')
GROUP BY window_start, kind, subject;

-- Challenges that an address was served and failed. Nobody writes it yet: until then rep_challenge_fail is 0.
CREATE TABLE IF NOT EXISTS ja4_processing.challenge_results
(
    window_start DateTime('UTC'),
    src_ip IPv6,
    served SimpleAggregateFunction(sum, UInt64),
    failed SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip)
TTL window_start + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1;

-- The sums of all hours up to and with each: what was known before a window is the last row before it.
CREATE OR REPLACE VIEW ja4_processing.view_bot_rates_so_far AS
SELECT
    kind,
    subject,
    window_start,
    sum(hour_bots) OVER (PARTITION BY kind, subject ORDER BY window_start) AS bots,
    sum(hour_sessions) OVER (PARTITION BY kind, subject ORDER BY window_start) AS sessions
FROM
(
    SELECT kind, subject, window_start, uniqCombinedMerge(12)(bots) AS hour_bots, uniqCombinedMerge(12)(sessions) AS hour_sessions
    FROM ja4_processing.bot_rates_1h
    GROUP BY kind, subject, window_start
);

CREATE OR REPLACE VIEW ja4_processing.view_address_record_so_far AS
SELECT
    src_ip,
    window_start,
    sum(hour_alerts) OVER (PARTITION BY src_ip ORDER BY window_start) AS alerts,
    sum(hour_served) OVER (PARTITION BY src_ip ORDER BY window_start) AS served,
    sum(hour_failed) OVER (PARTITION BY src_ip ORDER BY window_start) AS failed
FROM
(
    SELECT src_ip, window_start, sum(alerts) AS hour_alerts, sum(served) AS hour_served, sum(failed) AS hour_failed
    FROM
    (
        SELECT src_ip, window_start, uniqExact(session_id, rule) AS alerts, 0 AS served, 0 AS failed
        FROM ja4_processing.ml_detected_anomalies
        GROUP BY src_ip, window_start
        UNION ALL
        SELECT src_ip, window_start, 0 AS alerts, served, failed FROM ja4_processing.challenge_results
    )
    GROUP BY src_ip, window_start
);

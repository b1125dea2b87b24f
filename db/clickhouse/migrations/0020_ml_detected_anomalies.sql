-- Sessions that a person should look at, with the reasons. Detecting one again replaces what was said before.
CREATE TABLE IF NOT EXISTS ja4_processing.ml_detected_anomalies
(
    detected_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    window_start DateTime('UTC') CODEC(Delta, ZSTD(1)),
    src_ip IPv6,
    ja4 LowCardinality(String),
    host LowCardinality(String),
    rule LowCardinality(String), -- brute_force, path_scan, …: a rule needs no model; empty when the model found it
    session_id String CODEC(ZSTD(1)),
    hits UInt64,
    threat_level LowCardinality(String),
    anomaly_score Float32, -- 0 ordinary, 1 most anomalous; NaN when a rule found it before it was scored
    raw_anomaly_score Float32,
    bot_probability Float32 DEFAULT nan,
    model_name LowCardinality(String),
    model_version LowCardinality(String),
    recurrence UInt32, -- hours of the last 30 days in which the same address and JA4 were flagged, this one included
    reasons Array(Tuple(feature String, contribution Float32, value Float32, human_median Float32)) CODEC(ZSTD(3)), -- the five strongest; above 0 made it more anomalous; median of people with the same claimed browser
    reason String CODEC(ZSTD(3)), -- the same as one sentence
    counterfactual Array(Tuple(feature String, human_value Float32)) CODEC(ZSTD(3)), -- with these at people's values it would not have been flagged
    counterfactual_score Float32 DEFAULT nan, -- and would have had this score; NaN when none was searched or found
    rule_counts Map(LowCardinality(String), UInt64) CODEC(ZSTD(3)), -- what the rule counted
    bot_name LowCardinality(String),
    browser_family LowCardinality(String),
    anubis_bot_name LowCardinality(String),
    anubis_bot_action LowCardinality(String),
    asn_number UInt32, -- 0 when no list knows the network
    asn_org LowCardinality(String),
    asn_detail LowCardinality(String),
    asn_domain LowCardinality(String),
    asn_label LowCardinality(String),
    country_code LowCardinality(String),
    campaign_id Int32 DEFAULT -1 CODEC(ZSTD(1)),
    INDEX detected_at detected_at TYPE minmax GRANULARITY 1,
    INDEX threat_level threat_level TYPE set(16) GRANULARITY 1,
    INDEX src_ip src_ip TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(detected_at)
PARTITION BY toDate(window_start)
ORDER BY (window_start, src_ip, ja4, host, rule)
TTL window_start + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1;

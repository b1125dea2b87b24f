-- In which hours of a day an address was seen with a fingerprint. One bit an hour merges for next to nothing; a map of hours did not.
CREATE TABLE IF NOT EXISTS ja4_processing.seen_ip_ja4_1d
(
    src_ip IPv6,
    ja4 LowCardinality(String),
    day Date,
    hours SimpleAggregateFunction(groupBitOr, UInt32) -- bit n: a request in hour n
)
ENGINE = AggregatingMergeTree
PARTITION BY toMonday(day)
ORDER BY (src_ip, ja4, day)
TTL day + INTERVAL 30 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- The first hour of a day's bits.
CREATE OR REPLACE FUNCTION vigie_first_hour AS (day, hours) ->
    toDateTime(day, 'UTC') + toIntervalHour(bitCount(bitXor(hours, hours - 1)) - 1);

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_processing.mv_seen_ip_ja4_1d TO ja4_processing.seen_ip_ja4_1d AS
SELECT
    src_ip,
    ja4,
    toDate(facts.time) AS day,
    groupBitOr(bitShiftLeft(toUInt32(1), toHour(facts.time))) AS hours
FROM ja4_processing.request_facts AS facts
WHERE type = 'request'
GROUP BY src_ip, ja4, day;

-- The sessions know the hours of the last month. Filled twice it says the same.
INSERT INTO ja4_processing.seen_ip_ja4_1d (src_ip, ja4, day, hours)
SELECT src_ip, ja4, toDate(window_start) AS day, groupBitOr(bitShiftLeft(toUInt32(1), toHour(window_start))) AS hours
FROM ja4_processing.agg_host_ip_ja4_1h
GROUP BY src_ip, ja4, day
SETTINGS max_threads = 2, insert_deduplicate = 0, max_bytes_before_external_group_by = 200000000;

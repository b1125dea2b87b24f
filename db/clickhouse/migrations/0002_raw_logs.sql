-- The wire contract: one JSON object per row, from our sensor or any other producer.
CREATE TABLE IF NOT EXISTS ja4_logs.http_logs_raw
(
    raw_json String CODEC(ZSTD(3)),
    ingest_time DateTime('UTC') DEFAULT now('UTC') CODEC(Delta, ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toStartOfHour(ingest_time)
ORDER BY ingest_time
TTL ingest_time + INTERVAL 2 HOUR
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1;

-- Raw rows that could not become typed ones, with the reason; the rest of their batch went on.
CREATE TABLE IF NOT EXISTS ja4_logs.dead_letters
(
    ingest_time DateTime('UTC') CODEC(Delta, ZSTD(1)),
    reason LowCardinality(String),
    raw_json String CODEC(ZSTD(3))
)
ENGINE = MergeTree
PARTITION BY toDate(ingest_time)
ORDER BY (reason, ingest_time)
TTL ingest_time + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1;

-- When a raw row happened: our field first, then those of the earlier platform; NULL when none is readable.
CREATE OR REPLACE FUNCTION vigie_raw_time AS (time, timestamp, timestamp_ns) ->
    coalesce(
        vigie_time(time),
        vigie_time(timestamp),
        if(timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(timestamp_ns, 1000000), 'UTC'), NULL)
    );

-- Why a raw row cannot be typed; empty when it can. The bounds on time keep one wild clock from making a partition per row.
CREATE OR REPLACE FUNCTION vigie_raw_rejection AS (raw_json, time, src_ip) ->
    multiIf(
        time IS NOT NULL AND src_ip IS NOT NULL AND time <= now('UTC') + INTERVAL 1 DAY AND time >= now('UTC') - INTERVAL 31 DAY, '',
        NOT isValidJSON(raw_json), 'not valid JSON',
        JSONType(raw_json) != 'Object', 'not a JSON object',
        time IS NULL, 'time is missing or unreadable',
        src_ip IS NULL, 'src_ip is missing or not an address',
        time > now('UTC'), 'time lies in the future',
        'time is older than what is kept'
    );

CREATE MATERIALIZED VIEW IF NOT EXISTS ja4_logs.mv_dead_letters TO ja4_logs.dead_letters AS
WITH
    JSONExtract(raw_json, 'Tuple(time String, timestamp String, timestamp_ns Int64, src_ip String)') AS r,
    vigie_raw_rejection(
        raw_json,
        vigie_raw_time(r.time, r.timestamp, r.timestamp_ns),
        toIPv6OrNull(r.src_ip)
    ) AS rejection
SELECT ingest_time, rejection AS reason, raw_json
FROM ja4_logs.http_logs_raw
WHERE rejection != '';

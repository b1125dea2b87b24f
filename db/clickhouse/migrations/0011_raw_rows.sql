-- Parts by the hour of ingest let a batch double that was sent again over the hour: what was seen before is known by partition.
CREATE OR REPLACE TABLE ja4_logs.http_logs_raw
(
    raw_json String CODEC(ZSTD(1)),
    ingest_time DateTime('UTC') DEFAULT now('UTC') CODEC(Delta, ZSTD(1))
)
ENGINE = MergeTree
ORDER BY ingest_time
TTL ingest_time + INTERVAL 2 HOUR
SETTINGS merge_with_ttl_timeout = 3600, max_bytes_to_merge_at_max_space_in_pool = 1073741824,
    non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
AS SELECT raw_json, ingest_time FROM ja4_logs.http_logs_raw;

CREATE OR REPLACE TABLE ja4_logs.dead_letters
(
    ingest_time DateTime('UTC') CODEC(Delta, ZSTD(1)),
    reason LowCardinality(String),
    raw_json String CODEC(ZSTD(3))
)
ENGINE = MergeTree
ORDER BY (reason, ingest_time)
TTL ingest_time + INTERVAL 30 DAY
SETTINGS merge_with_ttl_timeout = 3600, non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1
AS SELECT ingest_time, reason, raw_json FROM ja4_logs.dead_letters;

-- ISO 8601, or a number of seconds, milliseconds, microseconds or nanoseconds: those of our time differ by their size. NULL when it is neither.
CREATE OR REPLACE FUNCTION vigie_told_time AS (text) ->
    multiIf(
        toUInt64OrNull(text) IS NULL, parseDateTime64BestEffortOrNull(text, 3, 'UTC'),
        toUInt64OrZero(text) < 100000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(text) * 1000), 'UTC'),
        toUInt64OrZero(text) < 100000000000000, fromUnixTimestamp64Milli(toInt64(toUInt64OrZero(text)), 'UTC'),
        toUInt64OrZero(text) < 100000000000000000, fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(text), 1000)), 'UTC'),
        fromUnixTimestamp64Milli(toInt64(intDiv(toUInt64OrZero(text), 1000000)), 'UTC')
    );

CREATE OR REPLACE FUNCTION vigie_raw_time AS (time, timestamp, timestamp_ns) ->
    coalesce(
        vigie_told_time(time),
        vigie_told_time(timestamp),
        if(timestamp_ns > 0, fromUnixTimestamp64Milli(intDiv(timestamp_ns, 1000000), 'UTC'), NULL)
    );

-- Why a raw row cannot be typed; empty when it can. What names the connection and the moment must be readable; any other
-- value that does not fit its column is unknown. The bounds on time keep one wild clock from making a partition per row.
-- An array instead of AND: whatever stands behind an AND is worked out anew for each place that asks for it, JSON included.
CREATE OR REPLACE FUNCTION vigie_raw_refusal AS (raw_json, time, src_ip, src_port, dst_ip, dst_port) ->
    multiIf(
        NOT has([
            length(raw_json) <= 1048576,
            startsWith(trimLeft(raw_json), '{'), -- an array would fill the fields by position
            ifNull(time <= now('UTC') + INTERVAL 1 DAY, false),
            ifNull(time >= now('UTC') - INTERVAL 31 DAY, false),
            toIPv6OrNull(src_ip) IS NOT NULL,
            src_port = '' OR toUInt16OrNull(src_port) IS NOT NULL,
            dst_port = '' OR toUInt16OrNull(dst_port) IS NOT NULL,
            dst_ip = '' OR toIPv6OrNull(dst_ip) IS NOT NULL
        ], false), '',
        length(raw_json) > 1048576, 'longer than 1 MiB',
        NOT isValidJSON(raw_json), 'not valid JSON',
        JSONType(raw_json) != 'Object', 'not a JSON object',
        time IS NULL, 'time is missing or unreadable',
        time > now('UTC') + INTERVAL 1 DAY, 'time lies in the future',
        time < now('UTC') - INTERVAL 31 DAY, 'time is older than what is kept',
        toIPv6OrNull(src_ip) IS NULL, 'src_ip is missing or not an address',
        src_port != '' AND toUInt16OrNull(src_port) IS NULL, 'src_port is not a port',
        dst_port != '' AND toUInt16OrNull(dst_port) IS NULL, 'dst_port is not a port',
        'dst_ip is not an address'
    );

ALTER TABLE ja4_logs.mv_dead_letters MODIFY QUERY
WITH
    JSONExtract(raw_json, 'Tuple(
        time String, timestamp String, timestamp_ns Int64, src_ip String, src_port String, dst_ip String, dst_port String
    )') AS r,
    vigie_raw_refusal(
        raw_json,
        vigie_raw_time(r.time, r.timestamp, r.timestamp_ns),
        r.src_ip, r.src_port, r.dst_ip, r.dst_port
    ) AS refusal
SELECT ingest_time, refusal AS reason, raw_json
FROM ja4_logs.http_logs_raw
WHERE refusal != '';

-- What was observed, as it came.
CREATE DATABASE IF NOT EXISTS ja4_logs;

-- What follows from it: aggregates, features, scores.
CREATE DATABASE IF NOT EXISTS ja4_processing;

-- An address as people write it: 192.0.2.1, not ::ffff:192.0.2.1.
CREATE OR REPLACE FUNCTION vigie_ip_text AS (ip) ->
    if(startsWith(toString(ip), '::ffff:') AND position(toString(ip), '.') > 0, substring(toString(ip), 8), toString(ip));

-- An instant as ISO 8601 with milliseconds, UTC.
CREATE OR REPLACE FUNCTION vigie_time_text AS (t) ->
    concat(replaceOne(toString(toDateTime64(t, 3, 'UTC')), ' ', 'T'), 'Z');

-- Back from ISO 8601 text; NULL stays NULL.
CREATE OR REPLACE FUNCTION vigie_time AS (text) -> parseDateTime64BestEffortOrNull(text, 3, 'UTC');

-- The hour's number in hex, then a digest: the hour prefix lets a query read one hour only.
CREATE OR REPLACE FUNCTION vigie_session_id AS (window_start, host, src_ip, ja4) ->
    concat(
        trim(LEADING '0' FROM lower(hex(toUInt32(intDiv(toUnixTimestamp(window_start), 3600))))),
        '-',
        lower(hex(sipHash128(host, vigie_ip_text(src_ip), ja4, toUInt32(intDiv(toUnixTimestamp(window_start), 3600)))))
    );

-- The hour that a session id names.
CREATE OR REPLACE FUNCTION vigie_session_window AS (session_id) ->
    toDateTime(
        reinterpretAsUInt32(reverse(unhex(leftPad(substringIndex(session_id, '-', 1), 8, '0')))) * 3600,
        'UTC'
    );

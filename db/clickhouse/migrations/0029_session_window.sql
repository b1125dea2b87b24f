-- The hour that a session id names, as before, but so that it is known before anything is read: leftPad is not, and
-- every question for one session went through all days.
CREATE OR REPLACE FUNCTION vigie_session_window AS (session_id) ->
    toDateTime(
        reinterpretAsUInt32(reverse(unhex(right(concat('00000000', substringIndex(session_id, '-', 1)), 8)))) * 3600,
        'UTC'
    );

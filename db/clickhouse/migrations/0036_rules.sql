-- What rules without a model look at.

-- When it was detected for the first time; detecting it again keeps this.
ALTER TABLE ja4_processing.ml_detected_anomalies
    ADD COLUMN IF NOT EXISTS first_detected_at DateTime64(3, 'UTC') DEFAULT detected_at CODEC(Delta, ZSTD(1)) AFTER detected_at;

-- A form or an API where somebody signs in; narrower than what the aggregates count, which holds all of admin and account. What
-- an open page sends by itself is none of them.
CREATE OR REPLACE FUNCTION vigie_is_sign_in AS (method, path) ->
    method = 'POST'
    AND match(path, '(?i)(log-?in|sign-?in|authenticat|/auth/?$|/auth/(token|password)|oauth2?/token|/sessions?/?$|xmlrpc\\.php)')
    AND NOT match(path, '(?i)(refresh|log-?out|sign-?out|heartbeat|keep-?alive|ping|status|validate|check)');

-- How a sign-in ended: accepted, refused, form (answered with a page, as forms do that ask again) or unknown. A good one is
-- redirected away from the form; RFC 6749 section 5.2 refuses with 400.
CREATE OR REPLACE FUNCTION vigie_sign_in_answer AS (status_code, content_type, location, path) ->
    multiIf(
        status_code IN (400, 401, 403, 419, 422, 423, 429), 'refused',
        status_code BETWEEN 300 AND 399 AND location = '', 'unknown',
        status_code BETWEEN 300 AND 399,
            if(match(location, '(?i)(log-?in|sign-?in|error|fail|invalid|denied)') OR path(location) = path, 'refused', 'accepted'),
        status_code BETWEEN 200 AND 299 AND match(content_type, '(?i)(html|xml)'), 'form',
        status_code BETWEEN 200 AND 299, 'accepted',
        'unknown'
    );

-- Characters that only attacks write; a probed path is none.
CREATE OR REPLACE FUNCTION vigie_is_attack AS (path, query_string) ->
    match(concat(path, '?', query_string), '(?i)(\\.\\./\\.\\./|%2e%2e(/|%2f)|%00|<script|%3cscript|union(\\s|\\+|%20|/\\*)+(all(\\s|\\+|%20)+)?select|(\\x27|%27)(\\s|\\+|%20)*(or|and)(\\s|\\+|%20)+\\d|or(\\s|\\+|%20)1=1|(sleep|benchmark|pg_sleep|waitfor(\\s|\\+|%20)+delay)(\\(|%28|(\\s|\\+|%20)+(\\x27|%27))|\\$\\{jndi|%24%7bjndi|etc/passwd|win\\.ini|php://|\\?.*(;|\\||%7c|%3b|`|\\$\\()(\\s|\\+|%20)*(cat|ls|id|wget|curl|ping|nc)\\b)');

-- Sign-ins one by one: by a form or an API, or by an Authorization header that was refused, told apart by its keyed hash.
CREATE OR REPLACE VIEW ja4_processing.view_sign_ins AS
WITH vigie_is_sign_in(logs.method, logs.path) AS is_form
SELECT
    toStartOfHour(logs.time) AS window_start,
    logs.time AS time,
    logs.src_ip AS src_ip,
    logs.ja4 AS ja4,
    logs.host AS host,
    logs.path AS path,
    logs.header_user_agent AS user_agent,
    logs.header_order_signature AS header_order_signature,
    logs.status_code AS status_code,
    intDiv(greatest(0, logs.response_size), 32) AS answer_size, -- in 32 bytes: a form says the name again that was tried
    is_form,
    if(is_form, '', vigie_header(logs.headers, 'authorization')) AS credential,
    if(is_form,
        vigie_sign_in_answer(logs.status_code, vigie_header(logs.response_headers, 'content-type'), vigie_header(logs.response_headers, 'location'), logs.path),
        'refused') AS answer
FROM ja4_logs.http_logs AS logs
WHERE logs.type = 'request' AND (is_form OR logs.status_code = 401 AND vigie_has_header(logs.headers, 'authorization'));

-- By the names of the earlier platform: log-ins tried, and addresses with several fingerprints, of the last 24 hours.
CREATE OR REPLACE VIEW ja4_processing.view_form_bruteforce_detected AS
SELECT
    src_ip,
    host,
    sum(agg.count_login_post) AS count_login_post,
    sum(agg.count_post) AS count_post,
    sum(agg.hits) AS hits,
    min(agg.started_at) AS first_seen,
    max(agg.ended_at) AS last_seen
FROM ja4_processing.agg_host_ip_ja4_1h AS agg
WHERE agg.window_start >= now() - INTERVAL 24 HOUR
GROUP BY src_ip, host
HAVING count_login_post >= 10;

CREATE OR REPLACE VIEW ja4_processing.view_host_ip_ja4_rotation AS
SELECT
    src_ip,
    uniqExact(agg.ja4) AS distinct_ja4_count,
    groupUniqArray(100)(toString(agg.ja4)) AS ja4s,
    uniqExact(agg.host) AS hosts,
    sum(agg.hits) AS hits,
    min(agg.started_at) AS first_seen,
    max(agg.ended_at) AS last_seen
FROM ja4_processing.agg_host_ip_ja4_1h AS agg
WHERE agg.window_start >= now() - INTERVAL 24 HOUR AND agg.ja4 != ''
GROUP BY src_ip
HAVING distinct_ja4_count >= 2;

-- A session within its hour as one number, and those of the same fingerprint on the same host: short keys to join by.
CREATE OR REPLACE FUNCTION vigie_session_key AS (src_ip, ja4, host) -> sipHash64(src_ip, toString(ja4), toString(host));

CREATE OR REPLACE FUNCTION vigie_peer_key AS (ja4, host) -> sipHash64(toString(ja4), toString(host));

-- The first 64 paths that a session asked, hashed.
CREATE OR REPLACE VIEW ja4_processing.view_session_paths_1h AS
SELECT
    window_start,
    src_ip,
    ja4,
    host,
    arraySlice(arrayDistinct(arrayMap(mark -> toUInt32(mark), groupArraySortedMerge(512)(requests))), 1, 64) AS path_set
FROM ja4_processing.agg_request_timing_1h
GROUP BY window_start, src_ip, ja4, host;

-- What the order and the rhythm of a session's first 512 requests tell. NaN says "not enough evidence":
-- rhythm needs 5 requests, the law of first digits 10 pauses.
CREATE OR REPLACE VIEW ja4_processing.view_session_rhythm_1h AS
WITH
    arrayMap(mark -> bitShiftRight(mark, 42), marks) AS times,
    arrayMap(mark -> toUInt32(mark), marks) AS paths,
    arrayPopFront(arrayDifference(times)) AS pauses,
    arrayFilter(mark -> bitTest(mark, 41), marks) AS documents,
    arrayMap(mark -> toUInt32(mark), documents) AS document_paths,
    arrayPopFront(arrayDifference(arrayMap(mark -> bitShiftRight(mark, 42), documents))) AS document_pauses,
    arrayMap((path, next) -> (path, next), arrayPopBack(document_paths), arrayPopFront(document_paths)) AS moves,
    length(marks) AS n,
    n - 1 AS pause_count,
    n >= 5 AS has_rhythm,
    arraySum(pauses) / pause_count AS mean_pause,
    arrayReduce('stddevPop', pauses) AS pause_deviation,
    arrayMap(pause -> pause - mean_pause, pauses) AS deviations,
    arrayFilter(pause -> pause > 0, pauses) AS long_pauses,
    arrayMap(pause -> toUInt8(floor(pause / exp10(floor(log10(pause))))), long_pauses) AS digits,
    length(digits) AS digit_count
SELECT
    window_start,
    src_ip,
    ja4,
    host,
    vigie_session_key(src_ip, ja4, host) AS session_key,
    bitTest(marks[1], 40) AS first_has_cookie,
    if(has_rhythm, arrayReduce('entropy', paths) / log2(n), nan) AS req_path_entropy,
    if(length(moves) >= 4, arrayReduce('entropy', moves) / log2(length(moves)), nan) AS req_trans_entropy,
    if(has_rhythm, log1p(arrayReduce('median', pauses)), nan) AS tim_iat_p50,
    if(has_rhythm, if(mean_pause = 0, 0, pause_deviation / mean_pause), nan) AS tim_iat_cv,
    if(has_rhythm, arrayReduce('entropy', arrayMap(pause -> toUInt8(if(pause = 0, 0, 1 + floor(2 * log2(pause)))), pauses)) / log2(pause_count), nan) AS tim_iat_entropy,
    if(has_rhythm AND pause_deviation > 0,
        arraySum((each, next) -> each * next, arrayPopBack(deviations), arrayPopFront(deviations)) / arraySum(each -> each * each, deviations), nan) AS tim_lag1,
    if(has_rhythm, arrayCount(pause -> pause < 100, pauses) / pause_count, nan) AS tim_burst,
    if(has_rhythm, arrayCount(pause -> pause > 5000, pauses) / pause_count, nan) AS tim_pause,
    if(length(document_pauses) >= 4,
        if(arraySum(document_pauses) = 0, 0, arrayReduce('stddevPop', document_pauses) / arrayAvg(document_pauses)), nan) AS tim_doc_cv,
    log1p(arrayMax(arrayEnumerateUniq(arrayMap(time -> intDiv(time, 1000), times)))) AS tim_peak_rps,
    if(has_rhythm, arrayMax(arrayEnumerateUniq(arrayMap(pause -> toUInt16(floor(log1p(pause) / log(1.05))), pauses))) / pause_count, nan) AS tim_period,
    if(digit_count >= 10,
        least(10, arraySum(digit -> pow(countEqual(digits, digit) / digit_count - log10(1 + 1 / digit), 2) / log10(1 + 1 / digit), range(1, 10))), nan) AS tim_benford,
    if(empty(syn_to_clienthello_ms), nan, log1p(arrayReduce('median', syn_to_clienthello_ms))) AS tls_syn_hello,
    if(empty(clienthello_to_request_ms), nan, log1p(arrayReduce('median', clienthello_to_request_ms))) AS tim_hello_req
FROM
(
    SELECT
        window_start,
        src_ip,
        ja4,
        host,
        groupArraySortedMerge(512)(requests) AS marks,
        groupArrayArray(64)(timing.syn_to_clienthello_ms) AS syn_to_clienthello_ms,
        groupArrayArray(64)(timing.clienthello_to_request_ms) AS clienthello_to_request_ms
    FROM ja4_processing.agg_request_timing_1h AS timing
    GROUP BY window_start, src_ip, ja4, host
);

-- The lists know programs beside browsers; a program that claims no browser contradicts nothing.
CREATE OR REPLACE FUNCTION vigie_browser_engine AS (engine) -> if(engine IN ('Chrome', 'Firefox', 'Safari'), engine, '');

-- What a session looked like, and how many addresses of the hour looked like it in each respect. 0 addresses: the fact is not known.
CREATE OR REPLACE VIEW ja4_processing.view_fingerprint_shares_1h AS
WITH
    toString(seen.ja4) AS text_ja4,
    toString(seen.h2_fingerprint) AS text_h2,
    splitByChar('|', text_h2) AS h2_parts,
    splitByRegexp('[;,]', h2_parts[1]) AS settings,
    (SELECT groupUniqArray(crawler) FROM ja4_processing.dict_crawler_ip) AS crawlers
SELECT
    window_start,
    fingerprint,
    user_agent,
    text_h2 AS h2_fingerprint,
    vigie_engine(dictGet('ja4_processing.dict_browser_ja4', 'browser_family', text_ja4)) AS ja4_engine,
    vigie_engine(dictGet('ja4_processing.dict_browser_h2', 'browser_family', text_h2)) AS h2_engine,
    vigie_browser_engine(ja4_engine) AS ja4_browser,
    vigie_browser_engine(h2_engine) AS h2_browser,
    vigie_engine(vigie_ua_family(user_agent)) AS ua_engine,
    dictGet('ja4_processing.dict_bot_ja4', 'bot_name', text_ja4) AS bot_ja4,
    arrayFirst(name -> positionCaseInsensitive(user_agent, name) > 0, crawlers) AS claimed_crawler, -- of those whose ranges are known
    match(user_agent, '(?i)sqlmap|nikto|nmap|masscan|zgrab|gobuster|dirbuster|feroxbuster|wfuzz|ffuf|nuclei|wpscan|acunetix|nessus|openvas|arachni|w3af|hydra|netsparker|qualys|whatweb|havij|commix') AS is_scanner_agent,
    toUInt64OrZero(h2_parts[2]) AS h2_window_update,
    h2_parts[3] NOT IN ('', '0') AS h2_has_priority,
    h2_parts[4] AS h2_pseudo_order,
    toUInt64OrZero(substring(arrayFirst(each -> startsWith(each, '4:'), settings), 3)) AS h2_initial_window,
    toUInt64OrZero(substring(arrayFirst(each -> startsWith(each, '1:'), settings), 3)) AS h2_table,
    countEqual(arrayMap(each -> each != '', settings), 1) AS h2_settings,
    max(order_hits) OVER (PARTITION BY window_start, ja4) / sum(hits) OVER (PARTITION BY window_start, ja4) AS order_share, -- of the JA4's requests, those in its commonest header order
    uniqCombinedMerge(12)(addresses) OVER (PARTITION BY window_start) AS of_all,
    uniqCombinedMergeIf(12)(addresses, tcp_stack != '') OVER (PARTITION BY window_start) AS of_tcp,
    uniqCombinedMergeIf(12)(addresses, ja4 != '') OVER (PARTITION BY window_start) AS of_tls,
    uniqCombinedMergeIf(12)(addresses, seen.h2_fingerprint != '') OVER (PARTITION BY window_start) AS of_h2,
    uniqCombinedMerge(12)(addresses) OVER (PARTITION BY window_start, tcp_stack) AS same_tcp,
    uniqCombinedMerge(12)(addresses) OVER (PARTITION BY window_start, ja4) AS same_ja4,
    uniqCombinedMerge(12)(addresses) OVER (PARTITION BY window_start, seen.h2_fingerprint) AS same_h2,
    uniqCombinedMerge(12)(addresses) OVER (PARTITION BY window_start, ja4, header_order_signature) AS same_order,
    uniqCombinedMerge(12)(addresses) OVER (PARTITION BY window_start, ja4, header_order_signature, tcp_stack) AS same_fleet,
    uniqCombinedMerge(12)(addresses) OVER (PARTITION BY window_start, user_agent, header_order_signature) AS same_agent
FROM
(
    SELECT *, sum(hits) OVER (PARTITION BY window_start, ja4, header_order_signature) AS order_hits
    FROM
    (
        SELECT
            window_start,
            fingerprint,
            any(shapes.ja4) AS ja4,
            any(shapes.header_order_signature) AS header_order_signature,
            any(shapes.h2_fingerprint) AS h2_fingerprint,
            any(shapes.tcp_stack) AS tcp_stack,
            any(shapes.user_agent) AS user_agent,
            sum(shapes.hits) AS hits,
            uniqCombinedMergeState(12)(shapes.addresses) AS addresses
        FROM ja4_processing.agg_header_fingerprint_1h AS shapes
        GROUP BY window_start, fingerprint
    )
) AS seen;

-- An address in an hour: what lists and its past say of it, and what it did over all hosts.
CREATE OR REPLACE VIEW ja4_processing.view_address_1h AS
SELECT
    now_seen.window_start AS window_start,
    now_seen.src_ip AS src_ip,
    dictGet('ja4_processing.dict_iplocate_asn', 'asn', now_seen.src_ip) AS asn,
    toLowCardinality(dictGet('ja4_processing.dict_iplocate_asn', 'country_code', now_seen.src_ip)) AS country_code,
    dictGet('ja4_processing.dict_asn_reputation', 'label', toUInt64(asn)) IN ('hosting', 'datacenter')
        OR dictGet('ja4_processing.dict_cloud_ip', 'provider', now_seen.src_ip) != '' AS is_hosting,
    dictGet('ja4_processing.dict_bot_ip', 'bot_name', now_seen.src_ip) AS bot_ip,
    dictGet('ja4_processing.dict_crawler_ip', 'crawler', now_seen.src_ip) AS crawler,
    dictGet('ja4_processing.dict_block_ip', 'lists', now_seen.src_ip) AS block_lists,
    now_seen.ja4s AS ja4s,
    now_seen.user_agents AS user_agents,
    now_seen.hosts AS hosts,
    bitCount(now_seen.minutes) AS active_minutes,
    past.first_seen AS first_seen, -- 1970: never before
    record.alerts AS alerts,
    record.served AS challenges_served,
    record.failed AS challenges_failed
FROM
(
    SELECT
        window_start,
        src_ip,
        uniqCombinedMerge(12)(agg.ja4s) AS ja4s,
        uniqCombinedMerge(12)(agg.user_agents) AS user_agents,
        uniqCombinedMerge(12)(agg.hosts) AS hosts,
        groupBitOr(active_minutes) AS minutes
    FROM ja4_processing.agg_ip_behavior_1h AS agg
    GROUP BY window_start, src_ip
    HAVING minutes > 0
) AS now_seen
LEFT JOIN
(
    SELECT hour.window_start AS window_start, hour.src_ip AS src_ip, min(seen.first_seen) AS first_seen
    FROM ja4_processing.seen_ip_ja4 AS seen
    INNER JOIN (SELECT DISTINCT window_start, src_ip FROM ja4_processing.agg_ip_behavior_1h) AS hour ON hour.src_ip = seen.src_ip
    WHERE seen.first_seen < hour.window_start
    GROUP BY hour.window_start, hour.src_ip
) AS past ON past.window_start = now_seen.window_start AND past.src_ip = now_seen.src_ip
ASOF LEFT JOIN ja4_processing.view_address_record_so_far AS record
    ON record.src_ip = now_seen.src_ip AND now_seen.window_start > record.window_start;

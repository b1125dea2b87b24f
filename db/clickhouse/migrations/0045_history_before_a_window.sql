-- What was known before a window, added up for the windows that are asked for alone: sums of every hour so far grew with the store's past.

-- How often sessions of a network or a fingerprint were taken for bots before a window.
CREATE OR REPLACE VIEW ja4_processing.view_bot_rates_before AS
SELECT
    hour.window_start AS window_start,
    rates.kind AS kind,
    rates.subject AS subject,
    sum(rates.hour_bots) AS bots,
    sum(rates.hour_sessions) AS sessions
FROM
(
    SELECT window_start, kind, subject, finalizeAggregation(bots) AS hour_bots, finalizeAggregation(sessions) AS hour_sessions
    FROM ja4_processing.bot_rates_1h FINAL
) AS rates
CROSS JOIN (SELECT DISTINCT window_start FROM ja4_processing.agg_ip_behavior_1h) AS hour -- the few rows that are kept in memory
WHERE rates.window_start < hour.window_start
GROUP BY hour.window_start, rates.kind, rates.subject;

-- What an address was noted for before a window, and how its challenges ended.
CREATE OR REPLACE VIEW ja4_processing.view_address_record_before AS
SELECT
    hour.window_start AS window_start,
    noted.src_ip AS src_ip,
    uniqExactIf(noted.window_start, noted.session_id, noted.rule, noted.session_id != '') AS alerts,
    sum(noted.served) AS served,
    sum(noted.failed) AS failed
FROM
(
    SELECT window_start, src_ip, session_id, rule, 0 AS served, 0 AS failed FROM ja4_processing.ml_detected_anomalies
    UNION ALL
    SELECT window_start, src_ip, '' AS session_id, '' AS rule, served, failed FROM ja4_processing.challenge_results
) AS noted
CROSS JOIN (SELECT DISTINCT window_start FROM ja4_processing.agg_ip_behavior_1h) AS hour
WHERE noted.window_start < hour.window_start
GROUP BY hour.window_start, noted.src_ip;

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
    SELECT hour.window_start AS window_start, hour.src_ip AS src_ip, min(vigie_first_hour(seen.day, seen.hours)) AS first_seen
    FROM ja4_processing.seen_ip_ja4_1d AS seen
    INNER JOIN (SELECT DISTINCT window_start, src_ip FROM ja4_processing.agg_ip_behavior_1h) AS hour ON hour.src_ip = seen.src_ip
    WHERE vigie_first_hour(seen.day, seen.hours) < hour.window_start
    GROUP BY hour.window_start, hour.src_ip
) AS past ON past.window_start = now_seen.window_start AND past.src_ip = now_seen.src_ip
LEFT JOIN ja4_processing.view_address_record_before AS record
    ON record.window_start = now_seen.window_start AND record.src_ip = now_seen.src_ip;

-- A client on several hosts: how alike the paths are that it asks of them, and whether its fingerprint is new for its address.
CREATE OR REPLACE VIEW ja4_processing.view_client_1h AS
WITH arrayFlatten(arrayMap(
        (one, at) -> arrayMap(
            other -> length(arrayIntersect(one, other)) / (length(one) + length(other) - length(arrayIntersect(one, other))),
            arraySlice(path_sets, at + 1)
        ),
        path_sets, arrayEnumerate(path_sets)
    )) AS likenesses
SELECT
    clients.window_start AS window_start,
    clients.src_ip AS src_ip,
    clients.ja4 AS ja4,
    if(empty(likenesses), nan, arrayAvg(likenesses)) AS xs_host_jaccard,
    past.is_known AS is_known -- within the 24 hours before
FROM
(
    SELECT window_start, src_ip, ja4, groupArray(8)(path_set) AS path_sets
    FROM ja4_processing.view_session_paths_1h
    GROUP BY window_start, src_ip, ja4
) AS clients
LEFT JOIN
(
    SELECT
        hour.window_start AS window_start,
        hour.src_ip AS src_ip,
        hour.ja4 AS ja4,
        max(if(seen.day = toDate(hour.window_start),
            bitAnd(seen.hours, bitShiftLeft(toUInt32(1), toHour(hour.window_start)) - 1) != 0,
            bitShiftRight(seen.hours, toHour(hour.window_start)) != 0)) AS is_known
    FROM ja4_processing.seen_ip_ja4_1d AS seen
    INNER JOIN (SELECT DISTINCT window_start, src_ip, ja4 FROM ja4_processing.agg_request_timing_1h) AS hour
        ON hour.src_ip = seen.src_ip AND hour.ja4 = seen.ja4
    WHERE seen.day BETWEEN toDate(hour.window_start) - 1 AND toDate(hour.window_start)
    GROUP BY hour.window_start, hour.src_ip, hour.ja4
) AS past ON past.window_start = clients.window_start AND past.src_ip = clients.src_ip AND past.ja4 = clients.ja4;

-- The feature vector of each session: after the keys the 96 of ml/features.ts, in their order. NaN says "not enough evidence",
-- never zero; no value is infinite. What looks back knows the windows before alone.
CREATE OR REPLACE VIEW ja4_processing.view_ai_features_1h AS
WITH
    s.syn AS syn,
    s.n AS n,
    s.ja4 != '' AS has_tls,
    f.h2_fingerprint != '' AS has_h2,
    [toInt64(s.ttl_32), toInt64(s.ttl_64), toInt64(s.ttl_128), toInt64(syn) - s.ttl_32 - s.ttl_64 - s.ttl_128] AS ttl_counts,
    32 * s.ttl_32 + 64 * s.ttl_64 + 128 * s.ttl_128 + 255 * ttl_counts[4] AS initial_ttls,
    multiIf(f.ua_engine = 'Chrome', ['m,a,s,p'], f.ua_engine = 'Firefox', ['m,p,a,s'], f.ua_engine = 'Safari', ['m,s,p,a', 'm,s,a,p'], []) AS pseudo_orders -- Safari's changed with 18
SELECT
    s.window_start AS window_start,
    s.src_ip AS src_ip,
    s.ja4 AS ja4,
    s.host AS host,
    vigie_session_id(s.window_start, s.host, s.src_ip, s.ja4) AS session_id,
    s.first_at AS started_at,
    s.last_at AS ended_at,
    s.n AS hits,
    -- L3/L4 TCP
    if(syn = 0, nan, log2([32, 64, 128, 255][indexOf(ttl_counts, arrayMax(ttl_counts))])) AS tcp_ttl_initial,
    (initial_ttls - s.ttls) / syn AS tcp_hops,
    if(syn = 0, nan, sqrt(greatest(0, s.ttl_squares / syn - pow(s.ttls / syn, 2)))) AS tcp_ttl_std,
    s.df / syn AS tcp_df_ratio,
    s.ip_id_zero / syn AS tcp_ipid_zero,
    if(syn = 0, nan, log2(1 + s.window_sizes / syn)) AS tcp_win_log2,
    if(syn = 0, nan, toFloat64(s.scales.1[indexOf(s.scales.2, arrayMax(s.scales.2))])) AS tcp_wscale,
    s.mss / syn / 1460 AS tcp_mss_norm,
    s.mss_odd / syn AS tcp_mss_tunnel,
    if(syn = 0, nan, log2(f.of_tcp / f.same_tcp)) AS tcp_sig_rarity,
    s.os_mismatch / syn AS tcp_os_ua_mismatch,
    least(1, s.connection_count / n) AS tcp_conn_per_req,
    -- TLS/JA4
    if(has_tls, s.tls13 / n, nan) AS tls13_ratio,
    if(has_tls, s.alpn_h2 / n, nan) AS tls_alpn_h2,
    if(has_tls, s.alpn_mismatch / n, nan) AS tls_alpn_http_mismatch,
    if(has_tls, s.no_sni / n, nan) AS tls_sni_absent,
    if(has_tls, s.sni_mismatch / n, nan) AS tls_sni_host_mismatch,
    ifNull(toFloat64OrNull(substring(CAST(s.ja4, 'String'), 5, 2)), nan) AS tls_ciphers,
    ifNull(toFloat64OrNull(substring(CAST(s.ja4, 'String'), 7, 2)), nan) AS tls_exts,
    if(has_tls, toFloat64(f.ja4_browser != ''), nan) AS tls_ja4_browser,
    if(has_tls, toFloat64(f.ja4_browser != f.ua_engine), nan) AS tls_ja4_ua_mismatch,
    if(has_tls, log2(f.of_tls / f.same_ja4), nan) AS tls_ja4_rarity,
    if(has_tls AND s.ja3s > 0, least(1, s.ja3s / s.connection_count), nan) AS tls_ja3_per_conn,
    r.tls_syn_hello AS tls_syn_hello,
    -- HTTP/2
    s.h2 / n AS h2_ratio,
    if(has_h2, toFloat64(f.h2_browser != ''), nan) AS h2_known,
    if(has_h2 AND has_tls AND (f.h2_engine != '' OR f.ja4_engine != ''), toFloat64(f.h2_engine = f.ja4_engine), nan) AS h2_ja4_match,
    if(has_h2 AND (f.h2_browser != '' OR f.ua_engine != ''), toFloat64(f.h2_browser = f.ua_engine), nan) AS h2_ua_match,
    if(has_h2 AND notEmpty(pseudo_orders), toFloat64(NOT has(pseudo_orders, f.h2_pseudo_order)), nan) AS h2_pseudo_mismatch,
    if(has_h2, log2(1 + f.h2_window_update), nan) AS h2_window_log2,
    if(has_h2, log2(1 + f.h2_initial_window), nan) AS h2_init_win_log2,
    if(has_h2, log2(1 + f.h2_table), nan) AS h2_table_log2,
    if(has_h2, toFloat64(f.h2_settings), nan) AS h2_settings_n,
    if(has_h2, toFloat64(f.h2_has_priority), nan) AS h2_prio_ratio,
    if(has_h2, log2(f.of_h2 / f.same_h2), nan) AS h2_rarity,
    if(s.h2 > 0, s.h2 / greatest(1, s.h2_connection_count), nan) AS h2_streams_conn,
    -- Headers
    s.header_count / n AS hdr_count,
    least(1, s.header_orders / n) AS hdr_order_distinct,
    log2(f.of_all / f.same_order) AS hdr_order_rarity,
    f.order_share AS hdr_order_ja4_conf,
    s.no_language / n AS hdr_lang_absent,
    s.old_encoding / n AS hdr_enc_old,
    s.accept_generic / n AS hdr_accept_generic,
    s.no_sec_fetch / n AS hdr_secfetch_absent,
    s.sec_fetch_bad / n AS hdr_secfetch_bad,
    s.ch_mismatch / n AS hdr_ch_mismatch,
    if(n > 1, greatest(0, s.cookie - r.first_has_cookie) / (n - 1), nan) AS hdr_cookie_return,
    log(greatest(1, s.agents)) AS hdr_ua_distinct,
    -- Requests
    log1p(n) AS req_hits,
    least(1, s.paths / n) AS req_path_div,
    r.req_path_entropy AS req_path_entropy,
    r.req_trans_entropy AS req_trans_entropy,
    sqrt(greatest(0, s.depth_squares / n - pow(s.depths / n, 2))) AS req_depth_std,
    s.asset / n AS req_asset_ratio,
    toFloat64(s.robots > 0) AS req_robots,
    s.orphan / s.document AS req_orphan,
    s.post / n AS req_post,
    s.odd_method / n AS req_odd_method,
    s.answered_4xx / s.answered AS req_4xx,
    s.payload / n AS req_payload,
    -- Timing
    r.tim_iat_p50 AS tim_iat_p50,
    r.tim_iat_cv AS tim_iat_cv,
    r.tim_iat_entropy AS tim_iat_entropy,
    r.tim_lag1 AS tim_lag1,
    r.tim_burst AS tim_burst,
    r.tim_pause AS tim_pause,
    r.tim_doc_cv AS tim_doc_cv,
    r.tim_peak_rps AS tim_peak_rps,
    bitCount(s.minutes) / 60 AS tim_active_min,
    r.tim_period AS tim_period,
    r.tim_hello_req AS tim_hello_req,
    r.tim_benford AS tim_benford,
    -- Reputation
    if(a.asn = 0 AND NOT a.is_hosting, nan, toFloat64(a.is_hosting)) AS rep_asn_hosting,
    if(a.asn = 0, nan, (asn_past.bots + 1) / (asn_past.sessions + 10)) AS rep_asn_bot_rate,
    if(has_tls, (ja4_past.bots + 1) / (ja4_past.sessions + 10), nan) AS rep_ja4_bot_rate,
    toFloat64(a.bot_ip != '') AS rep_bot_ip,
    toFloat64(f.bot_ja4 != '') AS rep_bot_ja4,
    multiIf(f.claimed_crawler = '', 0., positionCaseInsensitive(f.user_agent, a.crawler) > 0 AND a.crawler != '', 1., -1.) AS rep_crawler_verified,
    toFloat64(f.is_scanner_agent) AS rep_scanner_ua,
    if(c.country_code = '', nan, log2(c.of_countries / c.same_country)) AS rep_country_rarity,
    if(toUnixTimestamp(a.first_seen) = 0, 0., log1p((toUnixTimestamp(s.window_start) - toUnixTimestamp(a.first_seen)) / 3600)) AS rep_ip_age,
    least(8, log1p(a.alerts)) AS rep_prior_alerts,
    least(1, a.challenges_failed / (a.challenges_served + 1)) AS rep_challenge_fail,
    toFloat64(a.block_lists) AS rep_lists,
    -- Cross-session
    log(greatest(1, a.ja4s)) AS xs_ip_ja4s,
    log(greatest(1, a.user_agents)) AS xs_ip_uas,
    log(greatest(1, f.same_fleet)) AS xs_fleet_size,
    if(has_tls AND c.ja4_sessions > 1 AND c.any_asn > 0, least(1, c.asn_entropy / log2(c.ja4_sessions)), nan) AS xs_ja4_asn_entropy,
    log(greatest(1, c.hosts)) AS xs_hosts,
    a.hosts / greatest(1, a.active_minutes) AS xs_host_sweep,
    k.xs_host_jaccard AS xs_host_jaccard,
    if(p.is_there = 1, p.xs_peer_paths, nan) AS xs_peer_paths,
    if(has_tls, toFloat64(NOT k.is_known), nan) AS xs_ja4_new,
    toFloat64(g.fleet_score) AS xs_fleet_score,
    log(greatest(1, c.same_net)) AS xs_net24,
    log(greatest(1, f.same_agent)) AS xs_ua_shared
FROM
(
    SELECT
        window_start,
        src_ip,
        ja4,
        host,
        vigie_session_key(src_ip, ja4, host) AS session_key,
        min(started_at) AS first_at,
        max(ended_at) AS last_at,
        sum(hits) AS n,
        sum(count_post) AS post,
        sum(count_odd_method) AS odd_method,
        sum(count_answered) AS answered,
        sum(count_4xx) AS answered_4xx,
        sum(count_asset) AS asset,
        sum(count_document) AS document,
        sum(count_orphan) AS orphan,
        sum(count_robots) AS robots,
        sum(count_payload) AS payload,
        sum(count_cookie) AS cookie,
        sum(count_h2) AS h2,
        sum(count_headers) AS header_count,
        sum(count_no_language) AS no_language,
        sum(count_old_encoding) AS old_encoding,
        sum(count_accept_generic) AS accept_generic,
        sum(count_no_sec_fetch) AS no_sec_fetch,
        sum(count_sec_fetch_bad) AS sec_fetch_bad,
        sum(count_ch_mismatch) AS ch_mismatch,
        sum(count_tls13) AS tls13,
        sum(count_alpn_h2) AS alpn_h2,
        sum(count_alpn_mismatch) AS alpn_mismatch,
        sum(count_no_sni) AS no_sni,
        sum(count_sni_mismatch) AS sni_mismatch,
        sum(count_syn) AS syn,
        sum(count_df) AS df,
        sum(count_ip_id_zero) AS ip_id_zero,
        sum(count_ttl_32) AS ttl_32,
        sum(count_ttl_64) AS ttl_64,
        sum(count_ttl_128) AS ttl_128,
        sum(sum_ttl) AS ttls,
        sum(sum_ttl_squares) AS ttl_squares,
        sum(sum_window_size) AS window_sizes,
        sum(sum_mss) AS mss,
        sum(count_mss_odd) AS mss_odd,
        sum(count_os_mismatch) AS os_mismatch,
        sumMap(window_scales) AS scales,
        sum(sum_depth) AS depths,
        sum(sum_depth_squares) AS depth_squares,
        groupBitOr(active_minutes) AS minutes,
        uniqCombinedMerge(12)(connections) AS connection_count,
        uniqCombinedMerge(12)(h2_connections) AS h2_connection_count,
        uniqCombinedMerge(12)(uniq_paths) AS paths,
        uniqCombinedMerge(12)(uniq_user_agents) AS agents,
        uniqCombinedMerge(12)(uniq_header_orders) AS header_orders,
        uniqCombinedMerge(12)(uniq_ja3) AS ja3s,
        argMaxMerge(agg.fingerprint) AS fingerprint
    FROM ja4_processing.agg_host_ip_ja4_1h AS agg
    GROUP BY window_start, src_ip, ja4, host
) AS s
LEFT JOIN ja4_processing.view_session_rhythm_1h AS r
    ON r.window_start = s.window_start AND r.session_key = s.session_key
LEFT JOIN ja4_processing.view_session_company_1h AS c
    ON c.window_start = s.window_start AND c.session_key = s.session_key
LEFT JOIN (SELECT *, 1 AS is_there FROM ja4_processing.view_session_peers_1h) AS p
    ON p.window_start = s.window_start AND p.session_key = s.session_key
LEFT JOIN ja4_processing.view_client_1h AS k
    ON k.window_start = s.window_start AND k.src_ip = s.src_ip AND k.ja4 = s.ja4
LEFT JOIN ja4_processing.view_fingerprint_shares_1h AS f
    ON f.window_start = s.window_start AND f.fingerprint = s.fingerprint
LEFT JOIN ja4_processing.view_address_1h AS a
    ON a.window_start = s.window_start AND a.src_ip = s.src_ip
LEFT JOIN ja4_processing.view_fleets_before AS g
    ON g.window_start = s.window_start AND g.ja4 = s.ja4 AND g.asn = a.asn
LEFT JOIN (SELECT window_start, subject, bots, sessions FROM ja4_processing.view_bot_rates_before WHERE kind = 'asn') AS asn_past
    ON asn_past.window_start = s.window_start AND asn_past.subject = toString(a.asn)
LEFT JOIN (SELECT window_start, subject, bots, sessions FROM ja4_processing.view_bot_rates_before WHERE kind = 'ja4') AS ja4_past
    ON ja4_past.window_start = s.window_start AND ja4_past.subject = toString(s.ja4);

DROP VIEW IF EXISTS ja4_processing.view_bot_rates_so_far;

DROP VIEW IF EXISTS ja4_processing.view_address_record_so_far;

DROP VIEW IF EXISTS ja4_processing.mv_seen_ip_ja4;

DROP TABLE IF EXISTS ja4_processing.seen_ip_ja4;

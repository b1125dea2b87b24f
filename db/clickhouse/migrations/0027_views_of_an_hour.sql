-- How a session stands among the others of its hour. One row per session; what needs a second one is NaN without it.
CREATE OR REPLACE VIEW ja4_processing.view_session_peers_1h AS
SELECT window_start, session_key, avg((askers - 1) / (peers - 1)) AS xs_peer_paths
FROM
(
    SELECT window_start, peer_key, path, groupArray(key) AS who, length(who) AS askers
    FROM
    (
        SELECT window_start, vigie_peer_key(ja4, host) AS peer_key, vigie_session_key(src_ip, ja4, host) AS key, path_set
        FROM ja4_processing.view_session_paths_1h
    )
    ARRAY JOIN path_set AS path
    GROUP BY window_start, peer_key, path
) AS asked
INNER JOIN
(
    SELECT window_start, vigie_peer_key(ja4, host) AS peer_key, uniqExact(src_ip) AS peers
    FROM ja4_processing.agg_request_timing_1h
    GROUP BY window_start, ja4, host
    HAVING peers > 1
) AS peer_groups USING (window_start, peer_key)
ARRAY JOIN who AS session_key
GROUP BY window_start, session_key;

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
        max(arrayExists(each -> each * 3600 < toUnixTimestamp(hour.window_start) AND (each + 24) * 3600 >= toUnixTimestamp(hour.window_start), seen.hours.2)) AS is_known
    FROM ja4_processing.seen_ip_ja4 AS seen
    INNER JOIN (SELECT DISTINCT window_start, src_ip, ja4 FROM ja4_processing.agg_request_timing_1h) AS hour
        ON hour.src_ip = seen.src_ip AND hour.ja4 = seen.ja4
    GROUP BY hour.window_start, hour.src_ip, hour.ja4
) AS past ON past.window_start = clients.window_start AND past.src_ip = clients.src_ip AND past.ja4 = clients.ja4;

-- How many others of the hour are near a session: in its network, of its country on the host, with its fingerprint elsewhere.
CREATE OR REPLACE VIEW ja4_processing.view_session_company_1h AS
SELECT
    window_start,
    vigie_session_key(src_ip, ja4, host) AS session_key,
    uniqExact(host) OVER (PARTITION BY window_start, src_ip, ja4) AS hosts,
    uniqExact(src_ip) OVER (PARTITION BY window_start, ja4, net) AS same_net,
    uniqExact(src_ip) OVER (PARTITION BY window_start, host, country_code) AS same_country,
    uniqExactIf(src_ip, country_code != '') OVER (PARTITION BY window_start, host) AS of_countries,
    country_code,
    count() OVER (PARTITION BY window_start, ja4) AS ja4_sessions,
    entropy(asn) OVER (PARTITION BY window_start, ja4) AS asn_entropy,
    max(asn) OVER (PARTITION BY window_start, ja4) AS any_asn
FROM
(
    SELECT
        window_start,
        src_ip,
        ja4,
        host,
        IPv6CIDRToRange(src_ip, if(src_ip BETWEEN toIPv6('::ffff:0.0.0.0') AND toIPv6('::ffff:255.255.255.255'), 120, 48)).1 AS net,
        dictGet('ja4_processing.dict_iplocate_asn', 'asn', src_ip) AS asn,
        toLowCardinality(dictGet('ja4_processing.dict_iplocate_asn', 'country_code', src_ip)) AS country_code
    FROM ja4_processing.agg_host_ip_ja4_1h
    GROUP BY window_start, src_ip, ja4, host
);

-- The fleets of the 24 hours before a window, by what their members share. Few rows.
CREATE OR REPLACE VIEW ja4_processing.view_fleets_before AS
SELECT hour.window_start AS window_start, fleets.ja4 AS ja4, fleets.asn AS asn, max(fleets.fleet_score) AS fleet_score
FROM (SELECT DISTINCT window_start FROM ja4_processing.agg_header_fingerprint_1h) AS hour
CROSS JOIN
(
    SELECT window_start, member.ja4 AS ja4, member.asn AS asn, max(fleet_score) AS fleet_score
    FROM (SELECT window_start, fleet_id, argMax(fleet_detections.members, detected_at) AS members, argMax(fleet_detections.fleet_score, detected_at) AS fleet_score
          FROM ja4_processing.fleet_detections GROUP BY window_start, fleet_id)
    ARRAY JOIN members AS member
    GROUP BY window_start, member.ja4, member.asn
) AS fleets
WHERE fleets.window_start < hour.window_start AND fleets.window_start >= hour.window_start - INTERVAL 24 HOUR
GROUP BY hour.window_start, fleets.ja4, fleets.asn;

-- Sessions as a person reads them; conditions on the four keys reach the aggregate's index.
CREATE VIEW IF NOT EXISTS ja4_processing.view_sessions_1h AS
SELECT
    vigie_session_id(window_start, host, src_ip, ja4) AS session_id,
    window_start,
    host,
    src_ip,
    ja4,
    min(agg.started_at) AS started_at,
    max(agg.ended_at) AS ended_at,
    sum(agg.hits) AS hits,
    uniqCombinedMerge(12)(agg.connections) AS connections,
    uniqCombinedMerge(12)(agg.uniq_paths) AS uniq_paths,
    sum(agg.count_post) AS count_post,
    sum(agg.count_4xx) AS count_4xx,
    argMaxMerge(agg.user_agent) AS user_agent,
    max(agg.http_version) AS http_version
FROM ja4_processing.agg_host_ip_ja4_1h AS agg
GROUP BY window_start, src_ip, ja4, host;

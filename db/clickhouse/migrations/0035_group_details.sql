-- What makes a fleet one: the facts that its members share, and in which respects they act alike.
ALTER TABLE ja4_processing.fleet_detections
    ADD COLUMN IF NOT EXISTS shared Map(LowCardinality(String), String) CODEC(ZSTD(3)) AFTER hosts, -- ja4, header_order_signature, tcp_stack, h2_fingerprint, user_agent: those that nine in ten members have alike
    ADD COLUMN IF NOT EXISTS likeness Map(LowCardinality(String), Float32) CODEC(ZSTD(3)) AFTER shared, -- mean over pairs of members, 0 to 1: paths, volume, mix, rhythm
    ADD COLUMN IF NOT EXISTS background_likeness Map(LowCardinality(String), Float32) CODEC(ZSTD(3)) AFTER likeness, -- the same of as many others
    ADD COLUMN IF NOT EXISTS path_examples Array(String) CODEC(ZSTD(3)) AFTER background_likeness -- what most members asked for
;

-- A member outlives its score: what the screens say of it stands beside it.
ALTER TABLE ja4_processing.campaign_members
    ADD COLUMN IF NOT EXISTS started_at DateTime64(3, 'UTC') DEFAULT toDateTime64(window_start, 3, 'UTC') CODEC(Delta, ZSTD(1)) AFTER session_id,
    ADD COLUMN IF NOT EXISTS ended_at DateTime64(3, 'UTC') DEFAULT toDateTime64(window_start, 3, 'UTC') + INTERVAL 3599 SECOND CODEC(Delta, ZSTD(1)) AFTER started_at,
    ADD COLUMN IF NOT EXISTS hits UInt64 AFTER ended_at,
    ADD COLUMN IF NOT EXISTS asn_number UInt32 AFTER hits, -- 0 when no list knows the network
    ADD COLUMN IF NOT EXISTS asn_org LowCardinality(String) AFTER asn_number,
    ADD COLUMN IF NOT EXISTS country_code LowCardinality(String) AFTER asn_org,
    ADD COLUMN IF NOT EXISTS anomaly_score Float32 AFTER country_code,
    ADD COLUMN IF NOT EXISTS threat_level LowCardinality(String) AFTER anomaly_score
;

ALTER TABLE ja4_processing.campaigns
    ADD COLUMN IF NOT EXISTS trait_deviations Array(Float32) CODEC(ZSTD(3)) AFTER traits -- of each trait: its distance from people's median in their standard deviations, at most 6
;

-- Whose network an address is of, as text: the AS where a list knows it, else the /24 (IPv6: /48).
CREATE OR REPLACE FUNCTION vigie_network AS (asn, src_ip) ->
    if(asn != 0, concat('AS', toString(asn)),
        vigie_ip_text(IPv6CIDRToRange(src_ip, if(src_ip BETWEEN toIPv6('::ffff:0.0.0.0') AND toIPv6('::ffff:255.255.255.255'), 120, 48)).1));

-- A session with what its client looked like and the little of what it did by which fleets are compared.
CREATE OR REPLACE VIEW ja4_processing.view_session_looks_1h AS
SELECT
    seen.window_start AS window_start,
    seen.src_ip AS src_ip,
    seen.ja4 AS ja4,
    seen.host AS host,
    seen.first_at AS started_at,
    seen.last_at AS ended_at,
    seen.n AS hits,
    seen.documents AS documents,
    seen.assets AS assets,
    seen.posts AS posts,
    seen.orphans AS orphans,
    seen.answered AS answered,
    seen.answered_4xx AS answered_4xx,
    seen.cookies AS cookies,
    seen.no_sec_fetch AS no_sec_fetch,
    seen.minutes AS minutes,
    shape.header_order_signature AS header_order_signature,
    shape.h2_fingerprint AS h2_fingerprint,
    shape.tcp_stack AS tcp_stack,
    shape.user_agent AS user_agent
FROM
(
    SELECT
        window_start,
        src_ip,
        toString(agg.ja4) AS ja4,
        toString(agg.host) AS host,
        min(agg.started_at) AS first_at,
        max(agg.ended_at) AS last_at,
        sum(agg.hits) AS n,
        sum(count_document) AS documents,
        sum(count_asset) AS assets,
        sum(count_post) AS posts,
        sum(count_orphan) AS orphans,
        sum(count_answered) AS answered,
        sum(count_4xx) AS answered_4xx,
        sum(count_cookie) AS cookies,
        sum(count_no_sec_fetch) AS no_sec_fetch,
        groupBitOr(active_minutes) AS minutes,
        argMaxMerge(agg.fingerprint) AS fingerprint
    FROM ja4_processing.agg_host_ip_ja4_1h AS agg
    GROUP BY window_start, src_ip, ja4, host
) AS seen
INNER JOIN
(
    SELECT
        window_start,
        fingerprint,
        toString(any(shapes.header_order_signature)) AS header_order_signature,
        toString(any(shapes.h2_fingerprint)) AS h2_fingerprint,
        toString(any(shapes.tcp_stack)) AS tcp_stack,
        any(shapes.user_agent) AS user_agent
    FROM ja4_processing.agg_header_fingerprint_1h AS shapes
    GROUP BY window_start, fingerprint
) AS shape ON shape.window_start = seen.window_start AND shape.fingerprint = seen.fingerprint;

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

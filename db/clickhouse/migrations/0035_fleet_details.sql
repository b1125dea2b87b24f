-- What makes a fleet one: the facts that its members share, and in which respects they act alike.
ALTER TABLE ja4_processing.fleet_detections
    ADD COLUMN IF NOT EXISTS shared Map(LowCardinality(String), String) CODEC(ZSTD(3)) AFTER hosts, -- ja4, header_order_signature, tcp_stack, h2_fingerprint, user_agent: those that nine in ten members have alike
    ADD COLUMN IF NOT EXISTS likeness Map(LowCardinality(String), Float32) CODEC(ZSTD(3)) AFTER shared, -- mean over pairs of members, 0 to 1: paths, volume, mix, rhythm
    ADD COLUMN IF NOT EXISTS background_likeness Map(LowCardinality(String), Float32) CODEC(ZSTD(3)) AFTER likeness, -- the same of as many others
    ADD COLUMN IF NOT EXISTS path_examples Array(String) CODEC(ZSTD(3)) AFTER background_likeness -- what most members asked for
;

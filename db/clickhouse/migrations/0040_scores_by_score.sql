-- Lists that begin with the highest score read the first rows of this copy instead of every session's score.
ALTER TABLE ja4_processing.ml_all_scores MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild';

ALTER TABLE ja4_processing.ml_all_scores
    ADD PROJECTION IF NOT EXISTS by_score
    (SELECT window_start, src_ip, ja4, host, started_at, ended_at, anomaly_score ORDER BY anomaly_score);

ALTER TABLE ja4_processing.ml_all_scores MATERIALIZE PROJECTION by_score;

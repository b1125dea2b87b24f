-- The browser that the user agent names, beside the one that the evidence shows. Empty: none, or scored before this was kept.
ALTER TABLE ja4_processing.ml_all_scores
    ADD COLUMN IF NOT EXISTS claimed_browser LowCardinality(String) AFTER bot_name;

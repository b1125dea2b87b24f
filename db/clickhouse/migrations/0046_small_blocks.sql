-- A page of sessions is a few rows here and there: less is unpacked for each of them. Parts made from now on have it.
ALTER TABLE ja4_processing.agg_host_ip_ja4_1h MODIFY SETTING min_compress_block_size = 8192, max_compress_block_size = 65536;

-- A day that is over becomes one part here too: what was before a window is read from all of its past.
ALTER TABLE ja4_processing.bot_rates_1h MODIFY SETTING min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

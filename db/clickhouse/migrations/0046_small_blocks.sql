-- A page of sessions is a few rows here and there: less is unpacked for each of them. Parts made from now on have it.
ALTER TABLE ja4_processing.agg_host_ip_ja4_1h MODIFY SETTING min_compress_block_size = 8192, max_compress_block_size = 65536;

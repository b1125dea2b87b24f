/** Settings of an insert that the whole chain counts once, however often it is sent with this token. */
export const onceByToken = (token: string) =>
  ({
    async_insert: 0,
    insert_deduplication_token: token,
    deduplicate_blocks_in_dependent_materialized_views: 1,
    // The aggregates' views work side by side, on as many processors as there are.
    parallel_view_processing: 1,
    // The status comes after the last part is written: an answer that begins well cannot end badly.
    wait_end_of_query: 1,
  }) as const

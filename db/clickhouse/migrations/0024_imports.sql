-- Which parts of which export were imported, so that a cut or repeated import counts no row twice.
CREATE TABLE IF NOT EXISTS ja4_processing.imports
(
    export_id UUID,
    run UInt32, -- from 1; a later number is a deliberate repetition
    part String, -- a file of the export; empty: the import began
    shift_hours Int32, -- added to every time of the export
    rows UInt64,
    imported_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (export_id, run, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

import { z } from 'zod'
import { defineInsert } from '../clickhouse/define-insert.ts'
import { defineQuery } from '../clickhouse/define-query.ts'

/** One import of an export, or (with a part's name) what it has brought in so far. */
const ImportStep = z.object({
  export_id: z.uuid(),
  /** From 1; a later number is a deliberate repetition. */
  run: z.number().int().min(1),
  /** Empty: the import began. */
  part: z.string(),
  /** Added to every time of the export. */
  shift_hours: z.number().int(),
  rows: z.number().int(),
})

/** Kept in the store itself, so that whoever goes on with an import knows what is in. */
export const insertImportSteps = defineInsert({ table: 'ja4_processing.imports', row: ImportStep })

export const listImportSteps = defineQuery({
  name: 'listImportSteps',
  params: z.object({ export_id: z.uuid() }),
  row: ImportStep.extend({ imported_at: z.string() }),
  role: 'writer',
  sql: `
    SELECT export_id, run, part, shift_hours, rows, vigie_time_text(imported_at) AS imported_at
    FROM ja4_processing.imports
    WHERE export_id = {export_id: UUID}
    ORDER BY run, imported_at
  `,
})

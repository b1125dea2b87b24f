import { z } from 'zod'

/** Raised when an export can no longer be read as the one before it. */
const VERSION = 1
export const MANIFEST = 'manifest.json'

export const TransferFormat = z.enum(['parquet', 'native'])
export type TransferFormat = z.infer<typeof TransferFormat>

/** A file with the rows of one hour, or of some of its addresses. */
export const Part = z.object({
  name: z.string().regex(/^[0-9TZ-]+(\.\d+of\d+)?\.(parquet|native\.gz)$/),
  /** The hour that its rows lie in. */
  hour: z.iso.datetime(),
  rows: z.number().int().min(0),
  bytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Part = z.infer<typeof Part>

/** What an export says of itself before its first row. */
export const ExportHead = z.object({
  kind: z.literal('vigie export'),
  version: z.literal(VERSION),
  /** Unique: an import counts an export once by it. */
  export_id: z.uuid(),
  created_at: z.iso.datetime(),
  format: TransferFormat,
  /** What was asked for; null: everything. */
  since: z.iso.datetime().nullable(),
  until: z.iso.datetime(),
  host: z.string().nullable(),
  columns: z.array(z.string().regex(/^\w+$/)).min(1),
  /** Time of the newest row; null: there is none. */
  newest: z.iso.datetime().nullable(),
})
export type ExportHead = z.infer<typeof ExportHead>

/** The whole of an export, written last: an export without it is unfinished. */
export const Manifest = ExportHead.extend({
  rows: z.number().int().min(0),
  parts: z.array(Part),
  /** Where the rows come from, in words. */
  origin: z.string().optional(),
})
export type Manifest = z.infer<typeof Manifest>

export function newHead(given: Omit<ExportHead, 'kind' | 'version'>): ExportHead {
  return { kind: 'vigie export', version: VERSION, ...given }
}

import { isFramed, wholeFramesOf } from './segment-frames.ts'

/** Rows behind the header that names their columns. */
export interface TypedBatch {
  contract: 'typed'
  header: Buffer
  rows: Buffer
}
/** Rows as they are sent; those of earlier versions are lines of JSON. */
export type Batch = TypedBatch | { contract: 'raw'; lines: Buffer }

/** Throws when the file is not as it was written. */
export function batchOf(file: Buffer, rows: number): Batch {
  if (!isFramed(file)) return { contract: 'raw', lines: file }
  const whole = wholeFramesOf(file)
  const [header, ...contents] = whole.contents
  if (header === undefined || whole.rows !== rows || whole.bytes !== file.length)
    throw new Error(`${rows} rows were written, ${whole.rows} can be read`)
  return { contract: 'typed', header, rows: Buffer.concat(contents) }
}

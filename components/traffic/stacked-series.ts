import type { ReactNode } from 'react'

export interface Bucket {
  bucket_start: string
}

/** One kind that is counted in every bucket; its mark and word say the same as its colour. */
export interface Series<B extends Bucket> {
  key: string
  word: string
  color: string
  mark: ReactNode
  countOf: (bucket: B) => number
}

/** What is counted over time, in words, as a picture and as a table. */
export interface Counted<B extends Bucket> {
  /** Names the table: `Traffic over time`. */
  label: string
  /** What a whole bucket holds: sessions, requests. */
  totals: readonly { word: string; countOf: (bucket: B) => number }[]
  /** In the order of the legend; stacked with the first on top, where the eye is. */
  series: readonly Series<B>[]
  /** The picture in one sentence. */
  summaryOf: (buckets: readonly B[]) => string
}

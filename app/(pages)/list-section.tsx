'use client'

import type { ReactNode } from 'react'
import { Failure } from '#components/states/failure.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { failureOf } from '../browser/failure-of.ts'

interface ListSectionProps {
  /** `sessions`: as a reader calls the rows. */
  rows: string
  query: {
    isPending: boolean
    /** What is shown answers the question before. */
    isPlaceholderData: boolean
    data: unknown
    error: Error | null
    refetch: () => unknown
  }
  /** Shown in the place of no rows; null while there are some. */
  empty: ReactNode
  children: ReactNode
}

/** Where the rows of a list stand, or why there are none: loading, failed and empty look different. */
export function ListSection({ rows, query, empty, children }: ListSectionProps) {
  const { isPending, isPlaceholderData, data, error, refetch } = query
  return (
    <section
      aria-label={`Matching ${rows}`}
      aria-busy={isPlaceholderData}
      className={`relative flex min-h-0 flex-1 flex-col overflow-hidden rounded-t-lg border border-b-0 bg-panel ${isPlaceholderData ? 'opacity-60' : ''}`}
    >
      {isPending ? (
        <Skeleton rows={12} label={`Loading ${rows}`} />
      ) : error !== null && data === undefined ? (
        <Failure what={`the ${rows}`} failure={failureOf(error)} onRetry={() => void refetch()} />
      ) : (
        (empty ?? children)
      )}
    </section>
  )
}

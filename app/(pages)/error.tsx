'use client'

import { Failure } from '#components/states/failure.tsx'

/** A mistake of ours while drawing a page: the shell around it stays. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Failure
      what="this page"
      failure={{ status: 500, title: 'Drawing it failed', message: error.message, requestId: error.digest ?? '' }}
      onRetry={reset}
    />
  )
}

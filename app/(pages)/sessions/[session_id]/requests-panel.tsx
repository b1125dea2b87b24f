'use client'

import { Failure } from '#components/states/failure.tsx'
import { countWords } from '#components/text/number-words.ts'
import { Panel } from '#components/frame/panel.tsx'
import { RequestGrid } from '#components/requests/request-grid.tsx'
import { RequestTimeline } from '#components/requests/request-timeline.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { usePreference } from '#components/keys/use-preference.ts'
import { failureOf } from '../../../browser/failure-of.ts'
import { useRequests } from '../../../browser/session-query.ts'

export function RequestsPanel({ session_id, hits }: { session_id: string; hits: number }) {
  const query = useRequests(session_id)
  const [density] = usePreference('density', 'compact')
  const requests = query.data?.pages.flatMap((page) => page.data) ?? []
  const hint = query.data
    ? `${countWords(requests.length)} of ${countWords(Math.max(hits, requests.length))} loaded, in time order`
    : undefined
  return (
    <Panel title="Requests" hint={hint}>
      {query.isPending ? (
        <Skeleton rows={6} label="Loading requests" />
      ) : query.data === undefined ? (
        <Failure what="the requests" failure={failureOf(query.error)} onRetry={() => void query.refetch()} />
      ) : requests.length === 0 ? (
        <p className="px-3.5 py-3 text-soft">
          The single requests are no longer kept (the summary above is kept longer), or have not reached the store yet.
        </p>
      ) : (
        <>
          <RequestTimeline requests={requests} />
          <RequestGrid
            requests={requests}
            complete={!query.hasNextPage}
            dense={density === 'compact'}
            onEndReached={() => {
              if (query.hasNextPage && !query.isFetching) void query.fetchNextPage()
            }}
          />
        </>
      )}
    </Panel>
  )
}

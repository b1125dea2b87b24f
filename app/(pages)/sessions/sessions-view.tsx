'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useState } from 'react'
import { PageHead } from '#components/page-head.tsx'
import { SessionGrid } from '#components/session-grid.tsx'
import { Skeleton } from '#components/skeleton.tsx'
import type { FilterField } from '#components/session-columns.tsx'
import { useKeys } from '#components/use-keys.ts'
import { usePreference } from '#components/use-preference.ts'
import { Failure } from '#components/failure.tsx'
import { Banner } from '#components/notice.tsx'
import { failureOf } from '../../browser/failure-of.ts'
import { liveRows } from '../../browser/live-rows.ts'
import type { SessionQuestion } from '../../browser/session-question.ts'
import { useNewestSessions, useSessions } from '../../browser/sessions-query.ts'
import { useQuestion } from '../../browser/use-question.ts'
import { ArrivalsButton } from './arrivals-button.tsx'
import { NoSessions } from './no-sessions.tsx'
import { SessionsToolbar } from './sessions-toolbar.tsx'
import { Traffic } from './traffic.tsx'

/** What was listed, with what came since on top as long as the top is in sight. */
function useRows(question: SessionQuestion, live: boolean, atTop: boolean) {
  const listed = useSessions(question)
  const newest = useNewestSessions(question, live && question.range.kind === 'preset')
  const merged = liveRows(
    listed.data?.pages.flatMap((page) => page.data) ?? [],
    listed.isPlaceholderData ? [] : (newest.data?.data ?? []),
    question.sort,
    atTop,
  )
  return { listed, newest, ...merged }
}

export function SessionsView() {
  const router = useRouter()
  const [question, change] = useQuestion()
  const [live, setLive] = useState(true)
  const [atTop, setAtTop] = useState(true)
  const [density] = usePreference('density', 'compact')
  const { listed, newest, rows, waiting } = useRows(question, live, atTop)
  const onFilter = useCallback((field: FilterField, value: string) => change({ [field]: value }), [change])
  useKeys({
    l: () => setLive(!live),
    '/': () => document.querySelector<HTMLInputElement>('[data-filter]')?.focus(),
  })
  return (
    <div className="flex h-full min-h-[34rem] flex-col gap-3 p-4 pb-0">
      <PageHead title="Sessions" question="Which sessions match this question?" />
      <SessionsToolbar question={question} change={change} live={live} onLive={setLive} />
      <Traffic
        question={question}
        live={live}
        onNarrow={(since, until) => change({ range: { kind: 'fixed', since, until } })}
      />
      {newest.isError && listed.data && (
        <Banner>Live rows stopped: {newest.error.message} The rows below are those of the last answer.</Banner>
      )}
      <section
        aria-label="Matching sessions"
        aria-busy={listed.isPlaceholderData}
        className={`relative flex min-h-0 flex-1 flex-col rounded-t-lg border border-b-0 bg-panel ${listed.isPlaceholderData ? 'opacity-60' : ''}`}
      >
        <ArrivalsButton waiting={waiting} onShow={() => void listed.refetch()} />
        {listed.isPending ? (
          <Skeleton rows={12} label="Loading sessions" />
        ) : listed.isError && listed.data === undefined ? (
          <Failure what="the sessions" failure={failureOf(listed.error)} onRetry={() => void listed.refetch()} />
        ) : rows.length === 0 ? (
          <NoSessions question={question} change={change} />
        ) : (
          <SessionGrid
            sessions={rows}
            complete={!listed.hasNextPage}
            sort={question.sort}
            dense={density === 'compact'}
            onSort={(sort) => change({ sort: sort === '-score' ? '-score' : '-time' })}
            onOpen={({ session_id }) => router.push(`/sessions/${session_id}`)}
            onFilter={onFilter}
            onEndReached={() => {
              if (listed.hasNextPage && !listed.isFetching) void listed.fetchNextPage()
            }}
            onScrolled={setAtTop}
          />
        )}
      </section>
    </div>
  )
}

'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useState } from 'react'
import { PageHead } from '#components/frame/page-head.tsx'
import { SessionGrid } from '#components/sessions/session-grid.tsx'
import type { FilterField } from '#components/sessions/filter-text.tsx'
import { useKeys } from '#components/keys/use-keys.ts'
import { usePreference } from '#components/keys/use-preference.ts'
import { Banner } from '#components/states/notice.tsx'
import { liveRows } from '../../browser/live-rows.ts'
import type { SessionQuestion } from '../../browser/session-question.ts'
import { useNewestSessions, useSessions } from '../../browser/sessions-query.ts'
import { useQuestion } from '../../browser/use-question.ts'
import { ListSection } from '../list-section.tsx'
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
      <ListSection
        rows="sessions"
        query={listed}
        empty={rows.length === 0 ? <NoSessions question={question} change={change} /> : null}
      >
        <ArrivalsButton waiting={waiting} onShow={() => void listed.refetch()} />
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
      </ListSection>
    </div>
  )
}

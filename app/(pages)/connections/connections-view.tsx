'use client'

import { useCallback, useState } from 'react'
import type { ConnectionField } from '#components/connections/connection-columns.tsx'
import { ConnectionGrid } from '#components/connections/connection-grid.tsx'
import { PageHead } from '#components/frame/page-head.tsx'
import { useKeys } from '#components/keys/use-keys.ts'
import { usePreference } from '#components/keys/use-preference.ts'
import { Banner } from '#components/states/notice.tsx'
import { ConnectionState } from '#db/model/connection.ts'
import { useConnections } from '../../browser/connections-query.ts'
import { useConnectionQuestion } from '../../browser/use-question.ts'
import { ListSection } from '../list-section.tsx'
import { ConnectionsSummary } from './connections-summary.tsx'
import { ConnectionsToolbar } from './connections-toolbar.tsx'
import { NoConnections } from './no-connections.tsx'

export function ConnectionsView() {
  const [question, change] = useConnectionQuestion()
  const [live, setLive] = useState(true)
  const [atTop, setAtTop] = useState(true)
  const [density] = usePreference('density', 'compact')
  const follows = live && question.range.kind === 'preset'
  // Nothing moves under the pointer: the list grows only while its top is in sight.
  const listed = useConnections(question, follows && atTop)
  const onFilter = useCallback(
    (field: ConnectionField, value: string) =>
      change(field === 'src_ip' ? { src_ip: value } : { state: ConnectionState.catch('requests').parse(value) }),
    [change],
  )
  useKeys({
    l: () => setLive(!live),
    '/': () => document.querySelector<HTMLInputElement>('[data-filter]')?.focus(),
  })
  const rows = listed.data?.pages.flatMap((page) => page.data) ?? []
  return (
    <div className="flex h-full min-h-[38rem] flex-col gap-3 p-4 pb-0">
      <PageHead title="Connections" question="Who connects and asks nothing, or goes on in another protocol?" />
      <ConnectionsToolbar question={question} change={change} live={live} onLive={setLive} />
      <ConnectionsSummary question={question} live={follows} change={change} />
      {listed.isError && listed.data && (
        <Banner>Live rows stopped: {listed.error.message} The rows below are those of the last answer.</Banner>
      )}
      <ListSection
        rows="connections"
        query={listed}
        empty={rows.length === 0 ? <NoConnections question={question} change={change} /> : null}
      >
        <ConnectionGrid
          connections={rows}
          complete={!listed.hasNextPage}
          dense={density === 'compact'}
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

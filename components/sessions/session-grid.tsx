'use client'

import { useMemo } from 'react'
import type { TriagedSession } from '#db/model/session.ts'
import type { FilterField } from './filter-text.tsx'
import { sessionColumns } from './session-columns.tsx'
import { VirtualGrid } from '#components/grid/virtual-grid.tsx'

interface SessionGridProps {
  sessions: readonly TriagedSession[]
  complete: boolean
  sort: string
  dense: boolean
  onSort: (sort: string) => void
  onOpen: (session: TriagedSession) => void
  onFilter: (field: FilterField, value: string) => void
  onEndReached: () => void
  onScrolled: (atTop: boolean) => void
}

export function SessionGrid({ sessions, dense, onFilter, ...rest }: SessionGridProps) {
  const columns = useMemo(() => sessionColumns(onFilter), [onFilter])
  return (
    <VirtualGrid
      label="Sessions"
      columns={columns}
      rows={sessions}
      rowKey={(session) => session.session_id}
      rowHeight={dense ? 28 : 36}
      minWidth={1180}
      className="min-h-0 flex-1"
      onFilter={(session, column) => {
        if (column === 'host' || column === 'src_ip' || column === 'ja4') onFilter(column, session[column])
      }}
      {...rest}
    />
  )
}

'use client'

import { useMemo } from 'react'
import type { ScoredSession } from '#db/model/scored-session.ts'
import { VirtualGrid } from '#components/grid/virtual-grid.tsx'
import type { FilterField } from '#components/sessions/filter-text.tsx'
import { scoreColumns } from './score-columns.tsx'

interface ScoreGridProps {
  sessions: readonly ScoredSession[]
  complete: boolean
  dense: boolean
  onOpen: (session: ScoredSession) => void
  onFilter: (field: FilterField, value: string) => void
  onEndReached: () => void
}

export function ScoreGrid({ sessions, dense, onFilter, ...rest }: ScoreGridProps) {
  const columns = useMemo(() => scoreColumns(onFilter), [onFilter])
  return (
    <VirtualGrid
      label="Scored sessions"
      columns={columns}
      rows={sessions}
      rowKey={(session) => session.session_id}
      rowHeight={dense ? 28 : 36}
      minWidth={1720}
      className="min-h-0 flex-1"
      onFilter={(session, column) => {
        if (column === 'host' || column === 'src_ip' || column === 'ja4') onFilter(column, session[column])
      }}
      {...rest}
    />
  )
}

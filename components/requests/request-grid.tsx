'use client'

import { useMemo, useState } from 'react'
import type { Request } from '#db/model/request.ts'
import { REQUEST_COLUMNS, timed } from './request-columns.tsx'
import { RequestDetail } from './request-detail.tsx'
import { VirtualGrid } from '#components/grid/virtual-grid.tsx'

interface RequestGridProps {
  requests: readonly Request[]
  complete: boolean
  dense: boolean
  onEndReached: () => void
}

/** The requests in time order; Enter or a click opens one in place. */
export function RequestGrid({ requests, complete, dense, onEndReached }: RequestGridProps) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const rows = useMemo(() => timed(requests), [requests])
  const toggle = (position: number) => {
    const next = new Set(open)
    if (!next.delete(position)) next.add(position)
    setOpen(next)
  }
  const height = Math.min(560, 34 + rows.length * (dense ? 28 : 36) + open.size * 260)
  return (
    <div className="flex flex-col" style={{ height: Math.max(height, 120) }}>
      <VirtualGrid
        label="Requests in time order"
        columns={REQUEST_COLUMNS}
        rows={rows}
        rowKey={({ position }) => String(position)}
        rowHeight={dense ? 28 : 36}
        minWidth={840}
        complete={complete}
        onOpen={({ position }) => toggle(position)}
        onEndReached={onEndReached}
        detail={({ position, request }) => (open.has(position) ? <RequestDetail request={request} /> : null)}
        className="min-h-0 flex-1"
      />
    </div>
  )
}

'use client'

import { useMemo, useState } from 'react'
import type { Connection } from '#db/model/connection.ts'
import { VirtualGrid } from '#components/grid/virtual-grid.tsx'
import { connectionColumns, type ConnectionField } from './connection-columns.tsx'
import { ConnectionDetail } from './connection-detail.tsx'

interface ConnectionGridProps {
  connections: readonly Connection[]
  complete: boolean
  dense: boolean
  onFilter: (field: ConnectionField, value: string) => void
  onEndReached: () => void
  onScrolled: (atTop: boolean) => void
}

const keyOf = ({ conn_id, time, connection_state }: Connection) => `${conn_id} ${time} ${connection_state}`

/** The connections, newest first; Enter or a click opens one in place. */
export function ConnectionGrid({ connections, dense, onFilter, ...rest }: ConnectionGridProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const columns = useMemo(() => connectionColumns(onFilter), [onFilter])
  const toggle = (connection: Connection) => {
    const next = new Set(open)
    if (!next.delete(keyOf(connection))) next.add(keyOf(connection))
    setOpen(next)
  }
  return (
    <VirtualGrid
      label="Connections"
      columns={columns}
      rows={connections}
      rowKey={keyOf}
      rowHeight={dense ? 28 : 36}
      minWidth={1120}
      className="min-h-0 flex-1"
      onOpen={toggle}
      onFilter={({ src_ip, connection_state }, column) => {
        if (column === 'src_ip') onFilter('src_ip', src_ip)
        if (column === 'state') onFilter('state', connection_state)
      }}
      detail={(connection) => (open.has(keyOf(connection)) ? <ConnectionDetail connection={connection} /> : null)}
      {...rest}
    />
  )
}

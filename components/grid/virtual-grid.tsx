'use client'

import { useId, useRef, useState, type ReactNode } from 'react'
import type { GridColumn } from './grid-column.ts'
import { GridHeader } from './grid-header.tsx'
import { useGridCursor } from './use-grid-cursor.ts'
import { useGridWindow } from './use-grid-window.ts'
import { VirtualRow } from './virtual-row.tsx'

interface VirtualGridProps<Row> {
  label: string
  columns: readonly GridColumn<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  rowHeight: number
  /** Below this width the grid scrolls sideways instead of squeezing. */
  minWidth: number
  /** False while further pages exist: the count is then unknown. */
  complete: boolean
  sort?: string | undefined
  onSort?: (sort: string) => void
  onOpen: (row: Row) => void
  onFilter?: (row: Row, column: string) => void
  onEndReached?: () => void
  onScrolled?: (atTop: boolean) => void
  /** Content below a row; null when the row is closed. */
  detail?: (row: Row) => ReactNode
  className?: string
}

const HEADER_HEIGHT = 30

/** A table of any length: only the rows in sight exist, and assistive technology still learns how many there are. */
export function VirtualGrid<Row>(props: VirtualGridProps<Row>) {
  const { columns, rows, rowHeight } = props
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [focused, setFocused] = useState(false)
  const sight = useGridWindow(scroller, HEADER_HEIGHT, props)
  const { cursor, setCursor, onKeyDown } = useGridCursor({ ...props, onMove: sight.scrollTo })
  const tracks = { gridTemplateColumns: columns.map((column) => column.width).join(' ') }
  const cellId = (row: number, column: number) => `${id}-${row}-${column}`
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={props.complete ? rows.length + 1 : -1}
      aria-colcount={columns.length}
      aria-activedescendant={rows.length > 0 && focused ? cellId(cursor.row, cursor.column) : undefined}
      onKeyDown={onKeyDown}
      onFocus={(event) => setFocused(event.target === event.currentTarget)}
      onBlur={() => setFocused(false)}
      onScroll={(event) => props.onScrolled?.(event.currentTarget.scrollTop < rowHeight)}
      className={`relative overflow-auto outline-offset-0 [container-type:inline-size] ${props.className ?? ''}`}
    >
      <GridHeader columns={columns} tracks={tracks} minWidth={props.minWidth} sort={props.sort} onSort={props.onSort} />
      <div role="rowgroup" className="relative" style={{ height: sight.height, minWidth: props.minWidth }}>
        {sight.items.map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          return (
            <VirtualRow
              key={item.key}
              row={row}
              columns={columns}
              tracks={tracks}
              height={rowHeight}
              index={item.index}
              offset={item.start - HEADER_HEIGHT}
              activeColumn={focused && item.index === cursor.row ? cursor.column : null}
              cellId={cellId}
              measure={props.detail ? sight.measure : undefined}
              detail={props.detail ? (props.detail(row) ?? null) : undefined}
              onClick={() => {
                setCursor({ ...cursor, row: item.index })
                props.onOpen(row)
              }}
            />
          )
        })}
      </div>
    </div>
  )
}

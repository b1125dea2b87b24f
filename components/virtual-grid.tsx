'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useEffectEvent, useId, useRef, useState, type ReactNode } from 'react'
import type { GridColumn } from './grid-column.ts'
import { GridHeader } from './grid-header.tsx'
import { useGridCursor } from './use-grid-cursor.ts'

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
  const { columns, rows, rowKey, rowHeight } = props
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [focused, setFocused] = useState(false)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const row = rows[index]
      return row === undefined ? index : rowKey(row)
    },
    overscan: 8,
    scrollMargin: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
  })
  const act = (index: number, on: (row: Row) => void) => {
    const row = rows[index]
    if (row !== undefined) on(row)
  }
  const { cursor, setCursor, onKeyDown } = useGridCursor({
    rows: rows.length,
    columns: columns.length,
    page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 300) / rowHeight) - 2),
    onMove: (row) => virtualizer.scrollToIndex(row),
    onOpen: (index) => act(index, props.onOpen),
    onFilter: (index, column) => {
      const name = columns[column]?.id
      if (name !== undefined) act(index, (row) => props.onFilter?.(row, name))
    },
  })
  const items = virtualizer.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const reachEnd = useEffectEvent(() => props.onEndReached?.())
  useEffect(() => {
    if (!props.complete && last >= rows.length - 20) reachEnd()
  }, [last, rows.length, props.complete])
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight])
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
      <div
        role="rowgroup"
        className="relative"
        style={{ height: virtualizer.getTotalSize(), minWidth: props.minWidth }}
      >
        {items.map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          const isCursor = focused && item.index === cursor.row
          const detail = props.detail?.(row) ?? null
          return (
            <div
              key={item.key}
              data-index={item.index}
              ref={props.detail ? virtualizer.measureElement : undefined}
              role="row"
              aria-rowindex={item.index + 2}
              className={`group/row absolute inset-x-0 top-0 border-b border-line/60 ${item.index % 2 === 1 ? 'bg-stripe' : ''} ${
                isCursor ? 'z-1 shadow-[inset_3px_0_0_var(--accent)]' : ''
              }`}
              style={{ transform: `translateY(${item.start - HEADER_HEIGHT}px)` }}
            >
              <div
                role="presentation"
                className={`grid cursor-pointer items-center hover:bg-hover ${isCursor ? 'bg-hover' : ''}`}
                style={{ ...tracks, height: rowHeight }}
                onClick={() => {
                  if (window.getSelection()?.isCollapsed === false) return
                  setCursor({ ...cursor, row: item.index })
                  props.onOpen(row)
                }}
              >
                {columns.map((column, index) => {
                  const active = isCursor && index === cursor.column
                  return (
                    <div
                      key={column.id}
                      id={cellId(item.index, index)}
                      role="gridcell"
                      aria-colindex={index + 1}
                      aria-expanded={props.detail && index === 0 ? detail !== null : undefined}
                      data-active-cell={active}
                      className={`relative flex h-full min-w-0 items-center overflow-hidden px-2 text-xs whitespace-nowrap ${
                        column.align === 'right' ? 'mono justify-end' : ''
                      } ${active ? 'outline-2 -outline-offset-2 outline-accent' : ''}`}
                    >
                      {column.cell(row)}
                    </div>
                  )
                })}
              </div>
              {detail !== null && (
                <div
                  role="gridcell"
                  aria-colspan={columns.length}
                  className="sticky left-0 w-[100cqw] border-t border-line/60 bg-page"
                >
                  {detail}
                </div>
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

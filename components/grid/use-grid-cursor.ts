'use client'

import { useState, type KeyboardEvent } from 'react'
import type { GridColumn } from './grid-column.ts'

interface GridCursor {
  row: number
  column: number
}

interface GridCursorOptions<Row> {
  rows: readonly Row[]
  columns: readonly GridColumn<Row>[]
  rowHeight: number
  onMove: (row: number) => void
  onOpen: (row: Row) => void
  /** `f` on a cell. */
  onFilter?: (row: Row, column: string) => void
}

/** Where a key leads; null when the key is not the grid's. Row -1 would be the header, which is not in the way. */
function moved(
  key: string,
  at: GridCursor,
  { rows, columns, page }: Record<'rows' | 'columns' | 'page', number>,
): GridCursor | null {
  const row = (value: number) => ({ ...at, row: Math.max(0, Math.min(rows - 1, value)) })
  const column = (value: number) => ({ ...at, column: Math.max(0, Math.min(columns - 1, value)) })
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return row(at.row + 1)
    case 'ArrowUp':
    case 'k':
      return row(at.row - 1)
    case 'PageDown':
      return row(at.row + page)
    case 'PageUp':
      return row(at.row - page)
    case 'Home':
      return row(0)
    case 'End':
      return row(rows - 1)
    case 'ArrowRight':
      return column(at.column + 1)
    case 'ArrowLeft':
      return column(at.column - 1)
    default:
      return null
  }
}

/** One tab stop for the whole grid: the cursor moves inside it by keys and is named by `aria-activedescendant`. */
export function useGridCursor<Row>({ rows, columns, rowHeight, onMove, onOpen, onFilter }: GridCursorOptions<Row>) {
  const [cursor, setCursor] = useState<GridCursor>({ row: 0, column: 0 })
  const at = { ...cursor, row: Math.min(cursor.row, Math.max(0, rows.length - 1)) }
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at.row]
    if (event.ctrlKey || event.metaKey || event.altKey || row === undefined) return
    if (event.target !== event.currentTarget) return
    const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / rowHeight) - 2)
    const next = moved(event.key, at, { rows: rows.length, columns: columns.length, page })
    const column = columns[at.column]
    if (next !== null) {
      setCursor(next)
      onMove(next.row)
    } else if (event.key === 'Enter') onOpen(row)
    else if (event.key === 'f' && column !== undefined) onFilter?.(row, column.id)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return { cursor: at, setCursor, onKeyDown }
}

'use client'

import { useState, type KeyboardEvent } from 'react'

export interface GridCursor {
  row: number
  column: number
}

interface GridCursorOptions {
  rows: number
  columns: number
  page: number
  onMove: (row: number) => void
  onOpen: (row: number) => void
  /** `f` on a cell. */
  onFilter?: ((row: number, column: number) => void) | undefined
}

/** Where a key leads; null when the key is not the grid's. Row -1 would be the header, which is not in the way. */
function moved(key: string, at: GridCursor, { rows, columns, page }: GridCursorOptions): GridCursor | null {
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
export function useGridCursor(options: GridCursorOptions) {
  const [cursor, setCursor] = useState<GridCursor>({ row: 0, column: 0 })
  const at = { ...cursor, row: Math.min(cursor.row, Math.max(0, options.rows - 1)) }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || options.rows === 0) return
    if (event.target !== event.currentTarget) return
    const next = moved(event.key, at, options)
    if (next !== null) {
      setCursor(next)
      options.onMove(next.row)
    } else if (event.key === 'Enter') options.onOpen(at.row)
    else if (event.key === 'f' && options.onFilter) options.onFilter(at.row, at.column)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return { cursor: at, setCursor, onKeyDown }
}

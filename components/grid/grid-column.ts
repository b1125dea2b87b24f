import type { ReactNode } from 'react'

export interface GridColumn<Row> {
  id: string
  header: string
  /** A CSS grid track. */
  width: string
  align?: 'right'
  cell: (row: Row) => ReactNode
  /** The list's order when this column's header is chosen. */
  sort?: string
  /** Said to a screen reader and on hover over the header. */
  hint?: string
}

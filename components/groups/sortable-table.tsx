'use client'

import { useState, type ReactNode } from 'react'

export interface SortableColumn<Row> {
  id: string
  header: string
  hint?: string
  align?: 'right'
  /** By what the column sorts; without it, it does not. */
  sortBy?: (row: Row) => number | string
  cell: (row: Row) => ReactNode
}

interface SortableTableProps<Row> {
  label: string
  columns: readonly SortableColumn<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Beyond this height it scrolls. */
  className?: string
}

interface Order {
  id: string
  falling: boolean
}

/** A table whose heads are buttons that sort it; as it comes until one is pressed. */
export function SortableTable<Row>({ label, columns, rows, rowKey, className = '' }: SortableTableProps<Row>) {
  const [order, setOrder] = useState<Order | null>(null)
  const sortBy = columns.find(({ id }) => id === order?.id)?.sortBy
  const shown = order === null || sortBy === undefined ? rows : sorted(rows, sortBy, order.falling)
  return (
    <div className={`relative overflow-auto ${className}`} tabIndex={0} role="region" aria-label={label}>
      <table className="w-full text-xs">
        <thead className="sticky top-0 z-1 bg-panel text-left text-faint">
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                title={column.hint}
                aria-sort={order?.id === column.id ? (order.falling ? 'descending' : 'ascending') : undefined}
                className={`px-2.5 py-1 font-medium whitespace-nowrap ${column.align === 'right' ? 'text-right' : ''}`}
              >
                {column.sortBy === undefined ? (
                  column.header
                ) : (
                  <button
                    type="button"
                    className="min-h-6 hover:text-text"
                    onClick={() =>
                      setOrder({ id: column.id, falling: order?.id === column.id ? !order.falling : true })
                    }
                  >
                    {column.header}
                    {order?.id === column.id && <span aria-hidden="true">{order.falling ? ' ▾' : ' ▴'}</span>}
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={rowKey(row)} className="border-t border-line/60 align-top hover:bg-hover/50">
              {columns.map((column) => (
                <td key={column.id} className={`px-2.5 py-1 ${column.align === 'right' ? 'mono text-right' : ''}`}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function sorted<Row>(rows: readonly Row[], by: (row: Row) => number | string, falling: boolean): Row[] {
  const rising = rows.toSorted((a, b) => {
    const [one, other] = [by(a), by(b)]
    return typeof one === 'number' && typeof other === 'number' ? one - other : String(one) < String(other) ? -1 : 1
  })
  return falling ? rising.reverse() : rising
}

'use client'

import { useState, type ReactNode } from 'react'
import { Icon } from '#components/controls/icon.tsx'

interface Column {
  word: string
  /** Numbers stand on the right. */
  isNumber?: boolean
}

interface FigureProps {
  /** Names the table. */
  label: string
  /** The picture in one sentence. */
  sentence: ReactNode
  columns: readonly Column[]
  /** One cell for each column; the first names the row. Without any, the sentence stands alone. */
  rows: readonly (readonly string[])[]
  children: ReactNode
}

/** A picture, the sentence that says it, and its table twin behind a button. */
export function Figure({ label, sentence, columns, rows, children }: FigureProps) {
  const [asTable, setAsTable] = useState(false)
  return (
    <figure className="grid min-w-0 gap-1 pb-2">
      <figcaption className="flex flex-wrap items-start gap-x-4 gap-y-1 px-3.5 pt-2">
        <span className="min-w-0 flex-1 basis-60">{sentence}</span>
        {rows.length > 0 && (
          <button
            type="button"
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
            className="inline-flex h-6 items-center gap-1 rounded px-1.5 text-xs text-soft hover:bg-hover aria-pressed:text-accent"
          >
            <Icon name="table" size={13} />
            Table
          </button>
        )}
      </figcaption>
      {rows.length === 0 ? null : asTable ? (
        <div className="max-h-64 overflow-auto" tabIndex={0} role="region" aria-label={`${label}, as a table`}>
          <table className="w-full text-xs">
            <thead className="sticky top-0 bg-panel text-left text-faint">
              <tr>
                {columns.map(({ word, isNumber }) => (
                  <th key={word} className={`px-3.5 py-1 font-medium ${isNumber === true ? 'text-right' : ''}`}>
                    {word}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="mono">
              {rows.map((row) => (
                <tr key={row[0]} className="border-t border-line/60">
                  {row.map((cell, at) =>
                    at === 0 ? (
                      <th key={at} scope="row" className="px-3.5 py-0.5 text-left font-normal">
                        {cell}
                      </th>
                    ) : (
                      <td key={at} className={`px-3.5 py-0.5 ${columns[at]?.isNumber === true ? 'text-right' : ''}`}>
                        {cell}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        children
      )}
    </figure>
  )
}

'use client'

import { useState } from 'react'
import type { FleetHour } from '#db/model/fleet.ts'
import { TableToggle } from '#components/controls/table-toggle.tsx'
import { countWords, plural } from '#components/text/number-words.ts'
import { utcDate, utcDateTime } from '#components/text/utc.ts'
import { SortableTable, type SortableColumn } from './sortable-table.tsx'

const COLUMNS: readonly SortableColumn<FleetHour>[] = [
  {
    id: 'hour',
    header: 'Hour, UTC',
    sortBy: ({ window_start }) => window_start,
    cell: ({ window_start }) => (
      <span className="mono">
        {utcDate(window_start)} {window_start.slice(11, 16)}
      </span>
    ),
  },
  countColumn('addresses', 'Addresses'),
  countColumn('joined', 'New'),
  countColumn('left', 'Gone'),
  countColumn('networks', 'Networks'),
  countColumn('hits', 'Requests'),
]

function countColumn(
  count: 'addresses' | 'joined' | 'left' | 'networks' | 'hits',
  header: string,
): SortableColumn<FleetHour> {
  return { id: count, header, align: 'right', sortBy: (hour) => hour[count], cell: (hour) => countWords(hour[count]) }
}

function summaryOf(history: readonly FleetHour[]): string {
  const last = history.at(-1)
  if (last === undefined) return 'No hour of it is kept.'
  const joined = history.reduce((sum, hour) => sum + hour.joined, 0)
  const left = history.reduce((sum, hour) => sum + hour.left, 0)
  return `${plural(last.addresses, 'address', 'addresses')} at last, over ${plural(history.length, 'hour')}; since the first ${countWords(joined)} new, ${countWords(left)} gone.`
}

/** Its size over time: who stayed, who is new; below the line who left. */
export function FleetSizeChart({ history }: { history: readonly FleetHour[] }) {
  const [asTable, setAsTable] = useState(false)
  const above = Math.max(1, ...history.map(({ addresses }) => addresses))
  const below = Math.max(0, ...history.map(({ left }) => left))
  const height = above + below
  const width = Math.max(24, history.length)
  return (
    <div className="px-3.5 pt-2 pb-3">
      <div className="flex flex-wrap items-center gap-x-3">
        <p className="text-xs text-soft">{summaryOf(history)}</p>
        <span className="ml-auto">
          <TableToggle pressed={asTable} onToggle={() => setAsTable(!asTable)} />
        </span>
      </div>
      {asTable ? (
        <SortableTable
          label="Size of the fleet by hour, as a table"
          className="mt-1 max-h-72"
          rows={history}
          rowKey={({ window_start }) => window_start}
          columns={COLUMNS}
        />
      ) : (
        <>
          <svg
            viewBox={`0 0 ${width} ${height}`}
            preserveAspectRatio="none"
            className="mt-1 h-28 w-full"
            aria-hidden="true"
          >
            {history.map(({ window_start, addresses, joined, left }, at) => (
              <g key={window_start}>
                <title>{`${utcDateTime(window_start)}: ${addresses} addresses, ${joined} new, ${left} gone`}</title>
                <rect
                  x={at + 0.08}
                  width="0.84"
                  y={above - (addresses - joined)}
                  height={addresses - joined}
                  fill="var(--accent)"
                />
                <rect x={at + 0.08} width="0.84" y={above - addresses} height={joined} fill="var(--bot)" />
                <rect x={at + 0.08} width="0.84" y={above} height={left} fill="var(--line-strong)" />
              </g>
            ))}
            <path d={`M0 ${above}H${width}`} stroke="var(--line-strong)" vectorEffect="non-scaling-stroke" />
          </svg>
          <ul className="flex flex-wrap gap-x-4 text-xs text-soft">
            <Key color="var(--accent)" words="there the hour before" />
            <Key color="var(--bot)" words="new in the hour" />
            <Key color="var(--line-strong)" words="gone since the hour before (below the line)" />
          </ul>
        </>
      )}
    </div>
  )
}

function Key({ color, words }: { color: string; words: string }) {
  return (
    <li className="inline-flex items-center gap-1.5">
      <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
        <rect width="10" height="10" fill={color} />
      </svg>
      {words}
    </li>
  )
}

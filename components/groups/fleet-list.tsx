import Link from 'next/link'
import type { Fleet, FleetSize } from '#db/model/fleet.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords } from '#components/text/number-words.ts'
import { bothClocks, utcDate, utcTime } from '#components/text/utc.ts'
import { SortableTable, type SortableColumn } from './sortable-table.tsx'

const percent = (share: number) => `${Math.round(100 * share)} %`

const COLUMNS: readonly SortableColumn<Fleet>[] = [
  {
    id: 'fleet',
    header: 'Fleet',
    sortBy: ({ fleet_id }) => fleet_id,
    cell: ({ fleet_id }) => (
      <Link href={`/fleets/${fleet_id}`} className="mono inline-flex min-h-6 items-center text-accent hover:underline">
        {fleet_id.slice(0, 8)}
      </Link>
    ),
  },
  {
    id: 'score',
    header: 'Score',
    hint: '0 like everybody, 1 nothing but a fleet explains it',
    align: 'right',
    sortBy: ({ fleet_score }) => fleet_score,
    cell: ({ fleet_score }) => fleet_score.toFixed(2),
  },
  {
    id: 'addresses',
    header: 'Addresses',
    align: 'right',
    sortBy: ({ addresses }) => addresses,
    cell: ({ addresses }) => countWords(addresses),
  },
  {
    id: 'growth',
    header: 'Growth',
    hint: 'Addresses more, or fewer, than when it was first seen',
    align: 'right',
    sortBy: ({ growth }) => growth,
    cell: ({ growth }) => (growth > 0 ? `+${countWords(growth)}` : countWords(growth)),
  },
  { id: 'sizes', header: 'Addresses by hour', cell: ({ sizes }) => <Spark sizes={sizes} /> },
  {
    id: 'alike',
    header: 'Alike (others)',
    hint: 'How alike its members act, and how alike others on the same hosts do',
    align: 'right',
    sortBy: ({ coherence, background_coherence }) => coherence - background_coherence,
    cell: ({ coherence, background_coherence }) => (
      <span className="whitespace-nowrap">
        {percent(coherence)} <span className="text-faint">({percent(background_coherence)})</span>
      </span>
    ),
  },
  {
    id: 'hits',
    header: 'Requests',
    hint: 'In the two hours before it was seen last',
    align: 'right',
    sortBy: ({ hits }) => hits,
    cell: ({ hits }) => countWords(hits),
  },
  {
    id: 'networks',
    header: 'Networks',
    hint: 'Autonomous systems that lists know',
    align: 'right',
    sortBy: ({ asns }) => asns.length,
    cell: ({ asns }) => countWords(asns.length),
  },
  {
    id: 'ja4',
    header: 'JA4',
    sortBy: ({ ja4s }) => ja4s[0] ?? '',
    cell: ({ ja4s }) => (
      <span>
        <HostileText text={ja4s[0] ?? ''} most={40} empty="no TLS" />
        {ja4s.length > 1 && <span className="text-faint"> and {ja4s.length - 1} more</span>}
      </span>
    ),
  },
  {
    id: 'hosts',
    header: 'Hosts',
    sortBy: ({ hosts }) => hosts.length,
    cell: ({ hosts }) => (
      <span>
        <HostileText text={hosts[0] ?? ''} most={30} empty="(no host)" />
        {hosts.length > 1 && <span className="text-faint"> and {hosts.length - 1} more</span>}
      </span>
    ),
  },
  {
    id: 'seen',
    header: 'Last seen, UTC',
    sortBy: ({ detected_at }) => detected_at,
    cell: ({ detected_at }) => (
      <time dateTime={detected_at} title={bothClocks(detected_at)} className="mono whitespace-nowrap text-soft">
        {utcDate(detected_at).slice(5)} {utcTime(detected_at).slice(0, 5)}
      </time>
    ),
  },
]

export function FleetList({ fleets }: { fleets: readonly Fleet[] }) {
  return <SortableTable label="List of fleets" columns={COLUMNS} rows={fleets} rowKey={({ fleet_id }) => fleet_id} />
}

/** Decorative: the page of the fleet has the same as a picture with its table. */
function Spark({ sizes }: { sizes: readonly FleetSize[] }) {
  const most = Math.max(1, ...sizes.map(({ addresses }) => addresses))
  const shown = sizes.slice(-48)
  return (
    <svg viewBox={`0 0 ${Math.max(12, shown.length) * 4} 20`} className="h-5 max-w-40" aria-hidden="true">
      {shown.map(({ window_start, addresses }, at) => (
        <rect
          key={window_start}
          x={at * 4}
          width="3"
          y={20 - 19 * (addresses / most)}
          height={19 * (addresses / most)}
          fill="var(--accent)"
        />
      ))}
    </svg>
  )
}

import Link from 'next/link'
import type { FleetMember } from '#db/model/fleet.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords } from '#components/text/number-words.ts'
import { SortableTable } from './sortable-table.tsx'

/** Who is in the fleet, each with what says so. */
export function FleetMemberTable({ members }: { members: readonly FleetMember[] }) {
  return (
    <SortableTable
      label="Members of the fleet"
      className="max-h-[36rem]"
      rows={members}
      rowKey={({ src_ip, ja4 }) => `${src_ip} ${ja4}`}
      columns={[
        {
          id: 'src_ip',
          header: 'Address',
          sortBy: ({ src_ip }) => src_ip,
          cell: ({ src_ip }) => (
            <Link
              href={`/sessions?range=7d&src_ip=${encodeURIComponent(src_ip)}`}
              className="inline-flex min-h-6 items-center text-accent hover:underline"
            >
              <HostileText text={src_ip} most={45} />
            </Link>
          ),
        },
        {
          id: 'asn',
          header: 'Network',
          sortBy: ({ asn }) => asn,
          cell: ({ asn }) =>
            asn === 0 ? <span className="text-faint">unknown</span> : <span className="mono">AS{asn}</span>,
        },
        {
          id: 'ja4',
          header: 'JA4',
          sortBy: ({ ja4 }) => ja4,
          cell: ({ ja4 }) => <HostileText text={ja4} most={40} empty="no TLS" />,
        },
        {
          id: 'sessions',
          header: 'Sessions',
          align: 'right',
          sortBy: ({ sessions }) => sessions,
          cell: ({ sessions }) => countWords(sessions),
        },
        { id: 'proof', header: 'Why it belongs here', sortBy: ({ proof }) => proof, cell: ({ proof }) => proof },
      ]}
    />
  )
}

import Link from 'next/link'
import type { Tally } from '#db/model/campaign.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords } from '#components/text/number-words.ts'
import { SortableTable } from './sortable-table.tsx'

interface TallyTableProps {
  label: string
  header: string
  tallies: readonly Tally[]
  empty: string
  /** Where a value leads; null: nowhere. */
  hrefOf?: (value: string) => string | null
}

/** Values that members have, and how many of them. */
export function TallyTable({ label, header, tallies, empty, hrefOf }: TallyTableProps) {
  return (
    <SortableTable
      label={label}
      className="max-h-64"
      rows={tallies}
      rowKey={({ value }) => value}
      columns={[
        {
          id: 'value',
          header,
          sortBy: ({ value }) => value,
          cell: ({ value }) => {
            const href = hrefOf?.(value) ?? null
            const text = <HostileText text={value} most={60} empty={empty} />
            return href === null ? (
              text
            ) : (
              <Link href={href} className="inline-flex min-h-6 items-center text-accent hover:underline">
                {text}
              </Link>
            )
          },
        },
        {
          id: 'sessions',
          header: 'Sessions',
          align: 'right',
          sortBy: ({ sessions }) => sessions,
          cell: ({ sessions }) => countWords(sessions),
        },
        {
          id: 'addresses',
          header: 'Addresses',
          align: 'right',
          sortBy: ({ addresses }) => addresses,
          cell: ({ addresses }) => countWords(addresses),
        },
      ]}
    />
  )
}

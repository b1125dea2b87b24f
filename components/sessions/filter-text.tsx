import { FilterCell } from '#components/grid/filter-cell.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'

export type FilterField = 'host' | 'src_ip' | 'ja4'

const FILTER_WORDS: Record<FilterField, string> = { host: 'host', src_ip: 'address', ja4: 'JA4' }

interface FilterTextProps {
  field: FilterField
  value: string
  most: number
  empty?: string
  onFilter: (field: FilterField, value: string) => void
}

/** A part of a session's key, and the way to all sessions that share it. */
export function FilterText({ field, value, most, empty, onFilter }: FilterTextProps) {
  return (
    <FilterCell word={FILTER_WORDS[field]} title={value} onFilter={() => onFilter(field, value)}>
      <HostileText text={value} most={most} {...(empty === undefined ? {} : { empty })} />
    </FilterCell>
  )
}

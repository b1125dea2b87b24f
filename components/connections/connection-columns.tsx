import type { Connection } from '#db/model/connection.ts'
import { FilterCell } from '#components/grid/filter-cell.tsx'
import type { GridColumn } from '#components/grid/grid-column.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { bytesWords, countWords } from '#components/text/number-words.ts'
import { bothClocks, gapWords, utcDate, utcTime } from '#components/text/utc.ts'
import { stateWords } from './connection-states.ts'
import { StateBadge } from './state-mark.tsx'

export type ConnectionField = 'state' | 'src_ip'

const TIME: GridColumn<Connection> = {
  id: 'time',
  header: 'When, UTC+00:00',
  width: '150px',
  hint: 'When the state was known',
  cell: ({ time }) => (
    <time dateTime={time} title={bothClocks(time)} className="mono text-soft">
      <span className="text-faint">{utcDate(time).slice(5)}</span> {utcTime(time)}
    </time>
  ),
}

const SERVER: GridColumn<Connection> = {
  id: 'dst',
  header: 'To',
  width: 'minmax(150px, 1fr)',
  hint: 'Address and port of the server',
  cell: ({ dst_ip, dst_port, transport }) => (
    <span className="truncate text-soft">
      <HostileText text={`${dst_ip.includes(':') ? `[${dst_ip}]` : dst_ip}:${dst_port}`} most={52} />
      {transport === 'quic' && ' QUIC'}
    </span>
  ),
}

const AMOUNTS: readonly GridColumn<Connection>[] = [
  {
    id: 'lasted',
    header: 'Lasted',
    width: '92px',
    align: 'right',
    hint: 'From its opening to its end, or to when it was told of',
    cell: ({ connection_ms }) => (connection_ms < 0 ? '—' : gapWords(connection_ms)),
  },
  {
    id: 'bytes_in',
    header: 'In',
    width: '74px',
    align: 'right',
    hint: 'Bytes from the client, as far as they were seen',
    cell: ({ bytes_in }) => <span className={bytes_in === 0 ? 'text-faint' : ''}>{bytesWords(bytes_in)}</span>,
  },
  {
    id: 'bytes_out',
    header: 'Out',
    width: '74px',
    align: 'right',
    hint: 'Bytes to the client, as far as they were seen',
    cell: ({ bytes_out }) => <span className={bytes_out === 0 ? 'text-faint' : ''}>{bytesWords(bytes_out)}</span>,
  },
  {
    id: 'requests',
    header: 'Requests',
    width: '74px',
    align: 'right',
    cell: ({ connection_requests }) => (
      <span className={connection_requests === 0 ? 'text-faint' : ''}>{countWords(connection_requests)}</span>
    ),
  },
]

const EVIDENCE: readonly GridColumn<Connection>[] = [
  {
    id: 'os_guess',
    header: 'System (guess)',
    width: '104px',
    hint: 'From the first packet',
    cell: ({ os_guess }) => <HostileText text={os_guess} most={20} empty="unknown" />,
  },
  {
    id: 'tls',
    header: 'JA4',
    width: 'minmax(120px, 280px)',
    cell: ({ ja4 }) => (
      <span className="truncate text-soft" title={ja4}>
        <HostileText text={ja4} most={40} empty="no TLS" />
      </span>
    ),
  },
]

export function connectionColumns(
  onFilter: (field: ConnectionField, value: string) => void,
): readonly GridColumn<Connection>[] {
  return [
    TIME,
    {
      id: 'state',
      header: 'What became of it',
      width: '134px',
      cell: ({ connection_state }) => (
        <FilterCell
          word="state"
          title={stateWords(connection_state).says}
          onFilter={() => onFilter('state', connection_state)}
        >
          <StateBadge state={connection_state} />
        </FilterCell>
      ),
    },
    {
      id: 'src_ip',
      header: 'Source address',
      width: 'minmax(140px, 1.2fr)',
      cell: ({ src_ip }) => (
        <FilterCell word="address" title={src_ip} onFilter={() => onFilter('src_ip', src_ip)}>
          <HostileText text={src_ip} most={45} />
        </FilterCell>
      ),
    },
    SERVER,
    ...AMOUNTS,
    ...EVIDENCE,
  ]
}

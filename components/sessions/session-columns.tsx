import type { TriagedSession } from '#db/model/session.ts'
import type { GridColumn } from '#components/grid/grid-column.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords, shortCountWords } from '#components/text/number-words.ts'
import { ScoreBadge } from '#components/severity/score-badge.tsx'
import { bothClocks, utcDate, utcTime } from '#components/text/utc.ts'
import { VerdictBadge } from '#components/verdicts/verdict-badge.tsx'
import { FilterText, type FilterField } from './filter-text.tsx'

/** A count with more digits than its column has room for is shortened, never cut: a cut number reads as a smaller one. */
function Count({ value, digits, loud = false }: { value: number; digits: number; loud?: boolean }) {
  return (
    <span className={value === 0 ? 'text-faint' : loud ? 'font-medium text-warn' : ''} title={countWords(value)}>
      {shortCountWords(value, digits)}
    </span>
  )
}

const WHEN_AND_SCORE: readonly GridColumn<TriagedSession>[] = [
  {
    id: 'time',
    header: 'Last seen, UTC+00:00',
    width: '150px',
    sort: '-time',
    hint: 'Newest request of the session',
    cell: ({ ended_at }) => (
      <time dateTime={ended_at} title={bothClocks(ended_at)} className="mono text-soft">
        <span className="text-faint">{utcDate(ended_at).slice(5)}</span> {utcTime(ended_at)}
      </time>
    ),
  },
  {
    id: 'score',
    header: 'Anomaly score',
    width: '128px',
    sort: '-score',
    hint: '0 is ordinary, 1 is most anomalous',
    cell: (session) => <ScoreBadge {...session} />,
  },
]

const COUNTS: readonly GridColumn<TriagedSession>[] = [
  {
    id: 'hits',
    header: 'Hits',
    width: '68px',
    align: 'right',
    hint: 'Requests',
    cell: ({ hits }) => <Count value={hits} digits={6} />,
  },
  {
    id: 'connections',
    header: 'Conn.',
    width: '60px',
    align: 'right',
    hint: 'TCP connections',
    cell: ({ connections }) => <Count value={connections} digits={5} />,
  },
  {
    id: 'paths',
    header: 'Paths',
    width: '60px',
    align: 'right',
    hint: 'Different paths asked for',
    cell: ({ uniq_paths }) => <Count value={uniq_paths} digits={5} />,
  },
  {
    id: 'count_4xx',
    header: '4xx',
    width: '60px',
    align: 'right',
    hint: 'Answers with a 4xx status',
    cell: ({ count_4xx }) => <Count value={count_4xx} digits={5} loud />,
  },
]

const VERDICT: GridColumn<TriagedSession> = {
  id: 'verdict',
  header: 'Verdict',
  width: '100px',
  cell: ({ verdict }) =>
    verdict === null ? <span className="text-faint">—</span> : <VerdictBadge verdict={verdict} bot_class={null} />,
}

export function sessionColumns(onFilter: (field: FilterField, value: string) => void): GridColumn<TriagedSession>[] {
  return [
    ...WHEN_AND_SCORE,
    {
      id: 'host',
      header: 'Host',
      width: 'minmax(130px, 1.2fr)',
      cell: ({ host }) => <FilterText field="host" value={host} most={48} empty="(no host)" onFilter={onFilter} />,
    },
    {
      id: 'src_ip',
      header: 'Source address',
      width: 'minmax(130px, 1fr)',
      cell: ({ src_ip }) => <FilterText field="src_ip" value={src_ip} most={45} onFilter={onFilter} />,
    },
    {
      id: 'ja4',
      header: 'JA4',
      width: 'minmax(160px, 290px)',
      hint: 'Fingerprint of the TLS client',
      cell: ({ ja4 }) => <FilterText field="ja4" value={ja4} most={40} empty="no TLS" onFilter={onFilter} />,
    },
    {
      id: 'user_agent',
      header: 'User agent (claimed)',
      width: 'minmax(130px, 1.8fr)',
      cell: ({ user_agent }) => (
        <span className="truncate text-soft" title={user_agent}>
          <HostileText text={user_agent} most={300} empty="(none sent)" />
        </span>
      ),
    },
    ...COUNTS,
    VERDICT,
  ]
}

import type { Request } from '#db/model/request.ts'
import type { GridColumn } from '#components/grid/grid-column.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { bytesWords } from '#components/text/number-words.ts'
import { StatusCode } from './status-code.tsx'
import { bothClocks, gapWords, utcTime } from '#components/text/utc.ts'

/** A request with its time since the one before; null for the first. */
export interface TimedRequest {
  request: Request
  gap_ms: number | null
  position: number
}

export function timed(requests: readonly Request[]): TimedRequest[] {
  return requests.map((request, index) => {
    const before = requests[index - 1]
    const gap_ms = before === undefined ? null : Math.max(0, Date.parse(request.time) - Date.parse(before.time))
    return { request, gap_ms, position: index + 1 }
  })
}

const targetOf = ({ path, query_string }: Request) => (query_string === '' ? path : `${path}?${query_string}`)

export const REQUEST_COLUMNS: readonly GridColumn<TimedRequest>[] = [
  {
    id: 'position',
    header: '#',
    width: '48px',
    align: 'right',
    cell: ({ position }) => <span className="text-faint">{position}</span>,
  },
  {
    id: 'time',
    header: 'Time, UTC+00:00',
    width: '118px',
    cell: ({ request }) => (
      <time dateTime={request.time} title={bothClocks(request.time)} className="mono text-soft">
        {utcTime(request.time, true)}
      </time>
    ),
  },
  {
    id: 'gap',
    header: 'After',
    width: '76px',
    align: 'right',
    hint: 'Time since the request before',
    cell: ({ gap_ms }) => <span className="text-soft">{gap_ms === null ? 'first' : gapWords(gap_ms)}</span>,
  },
  {
    id: 'connection',
    header: 'Conn.',
    width: '68px',
    align: 'right',
    hint: 'Source port, and the position of the request on its connection',
    cell: ({ request }) => (
      <span className="text-faint" title={`port ${request.src_port}, request ${request.keepalives} on its connection`}>
        {request.src_port}
      </span>
    ),
  },
  {
    id: 'method',
    header: 'Method',
    width: '76px',
    cell: ({ request }) => <HostileText text={request.method} most={9} />,
  },
  {
    id: 'target',
    header: 'Path and query',
    width: 'minmax(180px, 3fr)',
    cell: ({ request }) => (
      <span className="truncate">
        <HostileText text={targetOf(request)} most={140} />
        {request.truncated && <span className="ml-1.5 rounded bg-warn-wash px-1 text-2xs text-warn">truncated</span>}
      </span>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    width: '60px',
    align: 'right',
    cell: ({ request }) => <StatusCode status_code={request.status_code} />,
  },
  { id: 'version', header: 'HTTP', width: '52px', align: 'right', cell: ({ request }) => request.http_version || '—' },
  {
    id: 'size',
    header: 'Size',
    width: '76px',
    align: 'right',
    hint: 'Body of the answer',
    cell: ({ request }) => <span className="text-soft">{bytesWords(request.response_size)}</span>,
  },
  {
    id: 'user_agent',
    header: 'User agent',
    width: 'minmax(80px, 1.4fr)',
    cell: ({ request }) => (
      <span className="truncate text-soft">
        <HostileText
          text={request.headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? ''}
          most={80}
          empty="(none)"
        />
      </span>
    ),
  },
]

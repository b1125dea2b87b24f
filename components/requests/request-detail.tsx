import type { Header, Request } from '#db/model/request.ts'
import { CopyButton } from '#components/text/copy-button.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'
import { CLIENT_SOURCE_WORDS } from '#components/connections/client-source-words.ts'

function durationWords(ms: number): string {
  return ms < 0 ? 'unknown' : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`
}

function HeaderList({ headers }: { headers: readonly Header[] }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4">
      {headers.map(([name, value], index) => (
        <div key={index} className="col-span-2 grid grid-cols-subgrid border-t border-line/60 py-0.5">
          <dt className="text-soft">
            <HostileText text={name} most={60} />
          </dt>
          <dd className="break-all">
            <HostileText text={value} most={1200} empty="(empty)" />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Where, how fast and through whom. */
function Circumstances({ request }: { request: Request }) {
  return (
    <div className="flex flex-wrap gap-x-5 gap-y-0.5 text-soft">
      <span>
        {request.scheme} to{' '}
        <span className="mono">
          {request.dst_ip}:{request.dst_port}
        </span>
      </span>
      <span>
        {request.src_port > 0 && (
          <>
            from port <span className="mono">{request.src_port}</span>,{' '}
          </>
        )}
        request {request.keepalives} on its connection
      </span>
      {request.client_ip_source !== '' && (
        <span>
          through{' '}
          <span className="mono">
            {request.peer_ip}:{request.peer_port}
          </span>
          , {CLIENT_SOURCE_WORDS[request.client_ip_source]}
        </span>
      )}
      {request.ja4_second_hello !== '' && (
        <span>
          second hello <span className="mono">{request.ja4_second_hello}</span>
        </span>
      )}
      {!request.correlated && <span className="text-warn">facts of the network are missing</span>}
      <span>answered after {durationWords(request.duration_ms)}</span>
      <span>first request {durationWords(request.clienthello_to_request_ms)} after the connection’s opening</span>
      <span>sensor {request.sensor_id}</span>
    </div>
  )
}

/** Everything that one request said, its headers complete and in the order sent. */
export function RequestDetail({ request }: { request: Request }) {
  const target = request.query_string === '' ? request.path : `${request.path}?${request.query_string}`
  const headLines = [
    `${request.method} ${target} HTTP/${request.http_version}`,
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
  ]
  return (
    <div className="grid gap-2 px-4 py-3 text-xs whitespace-normal">
      <Circumstances request={request} />
      <div className="flex items-start gap-1">
        <p className="mono min-w-0 break-all">
          <HostileText text={`${request.method} ${target}`} most={2000} />
        </p>
        <CopyButton text={target} what="path and query" />
      </div>
      <div className="flex items-center gap-1 text-faint">
        {request.headers.length} headers in the order sent
        <CopyButton text={headLines.join('\n')} what="request head" />
      </div>
      <HeaderList headers={request.headers} />
      {request.response_headers.length > 0 && (
        <>
          <p className="pt-1 text-faint">of the answer, those that the sensor keeps</p>
          <HeaderList headers={request.response_headers} />
        </>
      )}
    </div>
  )
}

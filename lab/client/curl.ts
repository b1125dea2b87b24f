import { clientInside } from '#lab/network/inside.ts'
import { run } from '#lab/process/run.ts'
import { parseHeaderLines, type Told } from './sent-request.ts'
import { addressOf, urlOf, type PlannedRequest, type Visit } from './visit.ts'

interface Head {
  request_line: string
  lines: string[]
}

/** Quoted for curl's configuration file. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function configurationOf(visit: Visit, request: PlannedRequest, authority: string): string {
  const lines = [
    `url = ${quoted(urlOf(visit, request.target))}`,
    `interface = ${quoted(addressOf(visit.machine, visit.family))}`,
    `cacert = ${quoted(authority)}`,
    visit.family === 4 ? 'ipv4' : 'ipv6',
    visit.http_version === '2' ? 'http2' : 'http1.1',
    ...(visit.tls_version === '1.3' ? ['tlsv1.3'] : ['tlsv1.2', 'tls-max = 1.2']),
    'output = /dev/null',
    'max-time = 30',
    String.raw`write-out = "%{urlnum} %{local_port} %{http_version} %{http_code}\n"`,
    ...request.headers.map(([name, value]) => `header = ${quoted(`${name}: ${value}`)}`),
    ...(request.method === 'HEAD' ? ['head'] : []),
    ...(request.method === 'POST' ? [`data-raw = ${quoted(request.body)}`] : []),
  ]
  return lines.join('\n')
}

/** Request heads as `curl --verbose` shows them. */
function headsOf(verbose: string): Head[] {
  const heads: Head[] = []
  let open: Head | null = null
  for (const raw of verbose.split('\n')) {
    if (!raw.startsWith('>')) continue
    const line = raw.slice(2).replace(/\r$/, '')
    if (open === null) {
      open = { request_line: line, lines: [] }
      heads.push(open)
    } else if (line === '') open = null
    else open.lines.push(line)
  }
  return heads
}

function toldOf(visit: Visit, request: PlannedRequest, head: Head | undefined, report: string | undefined): Told {
  const [, port = '0', version = '', status = '0'] = report?.split(' ') ?? []
  const sent = head === undefined ? null : parseHeaderLines(head.lines)
  // A stream that the server resets after its answer leaves curl without a report of it.
  const spoken = version === '' || version === '0' ? visit.http_version : version
  // Over HTTP/2 curl still shows names as it was given them; on the wire they are lower case and Host is :authority.
  const headers =
    spoken === '2'
      ? sent?.map(([name, value]): [string, string] => [name.toLowerCase(), value]).filter(([name]) => name !== 'host')
      : sent
  return {
    src_port: port === '0' ? null : Number(port),
    http_version: spoken,
    method: request.method,
    host: visit.host,
    target: request.target,
    headers: headers ?? null,
    status_code: status === '0' || status === '000' ? null : Number(status),
  }
}

/** One curl process for all requests: it keeps its connection, or multiplexes over it. */
export async function driveCurl(visit: Visit, authority: string): Promise<Told[]> {
  const configuration = visit.requests.map((request) => configurationOf(visit, request, authority)).join('\nnext\n')
  const { stdout, stderr } = await run(
    clientInside(
      visit.machine.namespace,
      ...(['curl', '--disable', '--silent', '--verbose', '--config', '-'] as const),
      ...(visit.multiplexed ? ['--parallel'] : []),
    ),
    configuration,
  )
  const heads = headsOf(stderr)
  const reports = stdout.split('\n').filter((line) => /^\d+ \d+ \S+ \d{3}$/.test(line))
  return visit.requests.map((request, at) => {
    const found = heads.findIndex((head) => head.request_line.startsWith(`${request.method} ${request.target} `))
    const [head] = found === -1 ? [] : heads.splice(found, 1)
    return toldOf(visit, request, head, reports.find((report) => report.startsWith(`${at} `)) ?? reports[at])
  })
}

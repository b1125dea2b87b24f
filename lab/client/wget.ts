import { clientInside } from '#lab/network/inside.ts'
import { run } from '#lab/process/run.ts'
import { parseHeaderLines, type Told } from './sent-request.ts'
import { addressOf, urlOf, type PlannedRequest, type Visit } from './visit.ts'

/** Requests that one wget process can make: those with the same method, headers and body. */
function batchesOf(requests: readonly PlannedRequest[]): PlannedRequest[][] {
  const batches = new Map<string, PlannedRequest[]>()
  for (const request of requests) {
    const key = JSON.stringify([request.method, request.headers, request.body])
    batches.set(key, [...(batches.get(key) ?? []), request])
  }
  return [...batches.values()]
}

function optionsOf(visit: Visit, { method, headers, body }: PlannedRequest, authority: string): string[] {
  return [
    '--debug',
    '--no-config',
    '--no-hsts',
    '--tries=1',
    '--timeout=30',
    '--max-redirect=0',
    '--output-document=/dev/null',
    `--ca-certificate=${authority}`,
    `--secure-protocol=TLSv1_${visit.tls_version === '1.2' ? '2' : '3'}`,
    visit.family === 4 ? '--inet4-only' : '--inet6-only',
    `--bind-address=${addressOf(visit.machine, visit.family)}`,
    ...headers.map(([name, value]) => `--header=${name}: ${value}`),
    ...(method === 'HEAD' ? ['--spider'] : []),
    ...(method === 'POST' ? [`--post-data=${body}`] : []),
  ]
}

function toldOf(visit: Visit, text: string): Told {
  const [head = '', after = ''] = text.split('---request end---')
  const [, ...lines] = head.split('\n').filter((line) => line.trim() !== '')
  const [requestLine = ''] = head.trim().split('\n')
  const [method = '', target = ''] = requestLine.split(' ')
  const status = /^HTTP\/1\.[01] (\d{3})/m.exec(after)?.[1]
  return {
    src_port: null,
    http_version: '1.1',
    method,
    host: visit.host,
    target,
    headers: parseHeaderLines(lines.map((line) => line.replace(/\r$/, ''))),
    status_code: status === undefined ? null : Number(status),
  }
}

export async function driveWget(visit: Visit, authority: string): Promise<Told[]> {
  const told: Told[] = []
  for (const batch of batchesOf(visit.requests)) {
    const [first] = batch
    if (first === undefined) continue
    const urls = batch.map((request) => urlOf(visit, request.target))
    const { stderr } = await run(
      clientInside(visit.machine.namespace, 'wget', ...optionsOf(visit, first, authority), ...urls),
    )
    const [, ...requests] = stderr.split('---request begin---\n')
    told.push(...requests.map((text) => toldOf(visit, text)))
  }
  return told
}

import type { Talked } from '#lab/client/talk.ts'
import type { StoredConnection } from '#lab/stored/list-stored-connections.ts'
import type { StoredRequest } from '#lab/stored/list-stored-requests.ts'
import type { Case } from './cases.ts'
import { headersOf, type Head } from './heads.ts'

/** A case as it was played once. */
export interface Played {
  played: Case
  told: Talked
  src_ip: string
  dst_ip: string
  dst_port: number
  host: string
}

interface Ends {
  src_ip: string
  src_port: number
  dst_ip: string
  dst_port: number
}

interface Answer {
  status_code: number
  response_size: number
}

/** Answers of HTTP/1.1 in their order, interim ones left out; sizes as far as a length is named. */
function answersIn(received: Buffer): Answer[] {
  const text = received.toString('latin1')
  return [...text.matchAll(/HTTP\/1\.1 (\d{3})[^\r\n]*\r\n([\s\S]*?)\r\n\r\n/g)]
    .map(([, status = '0', head = '']) => ({
      status_code: Number(status),
      response_size: Number(/content-length: (\d+)/i.exec(head)?.[1] ?? -1),
    }))
    .filter(({ status_code }) => status_code >= 200 || status_code === 101)
}

function differenceOf(head: Head, row: StoredRequest, { played, host }: Played, answer: Answer | undefined): string[] {
  const sent = played.protocol.startsWith('h2') ? head.headers : headersOf(head, host)
  const lower = played.protocol.startsWith('h2')
  const wanted = sent.map(([name, value]) => `${lower ? name.toLowerCase() : name}: ${value}`)
  const found = row.headers.map((header) => header.join(': '))
  // A cut head is told as far as it was kept, perhaps without its last line's end.
  const isSame = played.truncated
    ? found.length > 1 && found.slice(0, -1).every((line, at) => line === wanted[at])
    : JSON.stringify(found) === JSON.stringify(wanted)
  return [
    ...(row.method === head.method && row.target === head.target ? [] : [`${row.method} ${row.target}`]),
    ...(isSame
      ? []
      : [
          `${found.length} headers of ${wanted.length}, first other: ${found.find((line, at) => line !== wanted[at])?.slice(0, 80) ?? 'none'}`,
        ]),
    ...(row.truncated === played.truncated ? [] : [row.truncated ? 'marked truncated' : 'not marked truncated']),
    ...(answer === undefined || answer.status_code === row.status_code
      ? []
      : [`status ${row.status_code} for ${answer.status_code}`]),
    ...(answer === undefined || answer.response_size < 0 || answer.response_size === row.response_size
      ? []
      : [`size ${row.response_size} for ${answer.response_size}`]),
  ]
}

/** What differs between a played case and the rows of its connection: order, heads, answers, state. */
export function differencesOf(
  one: Played,
  requests: readonly StoredRequest[],
  connections: readonly StoredConnection[],
): { stored: number; differences: string[] } {
  const { played, told, src_ip } = one
  const isOwn = (row: Ends): boolean =>
    row.src_ip === src_ip &&
    row.src_port === told.src_port &&
    row.dst_ip === one.dst_ip &&
    row.dst_port === one.dst_port
  const rows = requests.filter(isOwn).sort((a, b) => a.keepalives - b.keepalives)
  const answers = played.protocol.startsWith('h2') ? [] : answersIn(Buffer.from(told.received, 'base64'))
  const own = connections.filter(isOwn)
  const differences = played.heads.flatMap((head, at) => {
    const row = rows[at]
    if (row === undefined) return [`${head.method} ${head.target} is not stored`]
    return differenceOf(head, row, one, answers[at]).map((what) => `${head.target}: ${what}`)
  })
  if (told.error !== '') differences.push(told.error)
  if (rows.length > played.heads.length) differences.push(`${rows.length - played.heads.length} stored too many`)
  const states = own.map(({ connection_state }) => connection_state).join(', ')
  if (states !== played.connection_state)
    differences.push(`connection row "${states}" for "${played.connection_state}"`)
  if (played.connection_state === 'upgraded') {
    const sent = played.pieces.reduce((sum, piece) => sum + piece.length, 0)
    if (own[0]?.bytes_in !== sent) differences.push(`${own[0]?.bytes_in ?? 0} bytes in for ${sent}`)
  }
  return { stored: rows.length, differences }
}

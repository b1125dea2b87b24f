import { ConnectionState } from '#db/model/connection.ts'
import { rangeFrom, writeRange, type TimeRange } from '#components/text/time-range.ts'

/** What the Connections page is asked: the whole of its state, and the whole of its URL. */
export interface ConnectionQuestion {
  range: TimeRange
  state: ConnectionState | ''
  src_ip: string
}

export function connectionQuestionFrom(params: URLSearchParams): ConnectionQuestion {
  const state = ConnectionState.safeParse(params.get('state'))
  return { range: rangeFrom(params), state: state.success ? state.data : '', src_ip: params.get('src_ip') ?? '' }
}

/** The URL's query for a question; what equals the default is left out. */
export function connectionSearchOf({ range, state, src_ip }: ConnectionQuestion): string {
  const params = new URLSearchParams()
  writeRange(range, params)
  if (state !== '') params.set('state', state)
  if (src_ip !== '') params.set('src_ip', src_ip)
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

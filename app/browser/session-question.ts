import { rangeFrom, writeRange, type TimeRange } from '#components/text/time-range.ts'

type SessionSort = '-time' | '-score'

/** What the Sessions page is asked: the whole of its state, and the whole of its URL. */
export interface SessionQuestion {
  range: TimeRange
  host: string
  src_ip: string
  ja4: string
  sort: SessionSort
}

export const FILTER_FIELDS = ['host', 'src_ip', 'ja4'] as const

export function questionFrom(params: URLSearchParams): SessionQuestion {
  return {
    range: rangeFrom(params),
    host: params.get('host') ?? '',
    src_ip: params.get('src_ip') ?? '',
    ja4: params.get('ja4') ?? '',
    sort: params.get('sort') === '-score' ? '-score' : '-time',
  }
}

/** The URL's query for a question; what equals the default is left out. */
export function searchOf({ range, sort, ...filter }: SessionQuestion): string {
  const params = new URLSearchParams()
  writeRange(range, params)
  for (const field of FILTER_FIELDS) if (filter[field] !== '') params.set(field, filter[field])
  if (sort !== '-time') params.set('sort', sort)
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

export function isFiltered(question: SessionQuestion): boolean {
  return FILTER_FIELDS.some((field) => question[field] !== '')
}

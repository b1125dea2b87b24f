/** What a parser makes of the bytes so far. Parsers never throw: the bytes belong to a stranger. */
export type Parsed<T> =
  { state: 'complete'; value: T; consumed: number } | { state: 'need_more' } | { state: 'malformed'; reason: string }

import { ClickHouseError } from '@clickhouse/client'
import { Invalid, Unavailable } from '../model/errors.ts'

/** Types of server errors that blame what was asked; see ClickHouse's ErrorCodes. */
const ASKER = new Set([
  'CANNOT_PARSE_TEXT',
  'CANNOT_PARSE_NUMBER',
  'CANNOT_PARSE_DATETIME',
  'CANNOT_PARSE_IPV6',
  'CANNOT_PARSE_INPUT_ASSERTION_FAILED',
  'BAD_QUERY_PARAMETER',
  'VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE',
])
/** Types that say the store is overloaded, restarting or forbids what was tried for now. */
const STORE = new Set([
  'TIMEOUT_EXCEEDED',
  'TOO_MANY_SIMULTANEOUS_QUERIES',
  'TOO_MANY_PARTS',
  'TOO_MANY_ROWS',
  'MEMORY_LIMIT_EXCEEDED',
  'SERVER_OVERLOADED',
  'QUERY_WAS_CANCELLED',
  'ABORTED',
  'NOT_ENOUGH_SPACE',
  'AUTHENTICATION_FAILED',
  'UNKNOWN_TABLE',
  'UNKNOWN_DATABASE',
  'UNKNOWN_FUNCTION',
])

/** A failed call to the store as the domain's error; our own mistakes (wrong SQL) pass unchanged. */
export function failureOf(error: unknown, what: string): unknown {
  if (error instanceof ClickHouseError) {
    const type = error.type ?? ''
    if (ASKER.has(type)) return new Invalid(`${what}: ${firstLine(error.message)}`, { cause: error })
    if (STORE.has(type)) return new Unavailable(`${what}: ${firstLine(error.message)}`, { cause: error })
    return error
  }
  if (error instanceof Error && isTransport(error)) {
    return new Unavailable(`${what}: the store does not answer (${error.message})`, { cause: error })
  }
  return error
}

function isTransport(error: Error): boolean {
  if ('code' in error && typeof error.code === 'string' && /^(E[A-Z]+|UND_ERR_.*)$/.test(error.code)) return true
  return /timeout|socket hang up|aborted/i.test(error.message)
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 300) ?? ''
}

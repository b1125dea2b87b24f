import type { RawHeader } from '../exchange.ts'
import type { Parsed } from '../parsed.ts'
import type { Http1Head } from './messages.ts'

/** token (RFC 9110 section 5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const STATUS_LINE = /^HTTP\/(\d\.\d) (\d{3})(?: |$)/
const CARRIAGE_RETURN = 0x0d
const COLON = 0x3a
const VERSION = /^HTTP\/(\d\.\d)$/

/**
 * Reads a head given as latin1 text without its final empty line; lines end in CRLF or bare LF.
 * `truncated` allows the last line to be cut anywhere.
 */
export function parseHead(kind: 'request' | 'response', text: string, truncated = false): Parsed<Http1Head> {
  const lineEnd = text.indexOf('\n')
  const startLine = withoutCarriageReturn(lineEnd < 0 ? text : text.slice(0, lineEnd))
  const headers = lineEnd < 0 ? [] : parseHeaderLines(text, lineEnd + 1)
  const head = kind === 'request' ? requestHead(startLine, headers, truncated) : responseHead(startLine, headers)
  if (head === undefined) return { state: 'malformed', reason: `not a ${kind} line` }
  return { state: 'complete', value: head, consumed: text.length }
}

function requestHead(line: string, headers: RawHeader[], truncated: boolean): Http1Head | undefined {
  const space = line.search(/[ \t]/)
  if (space <= 0) return undefined
  const method = line.slice(0, space)
  if (method.length > 64 || !TOKEN.test(method)) return undefined
  const rest = trimmed(line, space + 1, line.length)
  const last = Math.max(rest.lastIndexOf(' '), rest.lastIndexOf('\t'))
  const http_version = VERSION.exec(rest.slice(last + 1))?.[1]
  if (http_version === undefined) {
    if (rest === '' || !(truncated || method === 'GET')) return undefined
    return {
      kind: 'request',
      method,
      target: rest,
      http_version: truncated ? '' : '0.9',
      headers: truncated ? headers : [],
    }
  }
  const target = last < 0 ? '' : trimmed(rest, 0, last)
  return target === '' ? undefined : { kind: 'request', method, target, http_version, headers }
}

function responseHead(line: string, headers: RawHeader[]): Http1Head | undefined {
  const found = STATUS_LINE.exec(line)
  if (found === null) return undefined
  const [, http_version = '', status = ''] = found
  return { kind: 'response', status_code: Number(status), http_version, headers }
}

/** Order, case and repetition are kept; a folded line (RFC 9112 section 5.2) joins the value before it with one space. */
export function parseHeaderLines(text: string, start: number): RawHeader[] {
  const headers: RawHeader[] = []
  for (let at = start; at < text.length;) {
    const lineFeed = text.indexOf('\n', at)
    const next = lineFeed < 0 ? text.length : lineFeed + 1
    let end = lineFeed < 0 ? text.length : lineFeed
    if (end > at && text.charCodeAt(end - 1) === CARRIAGE_RETURN) end -= 1
    const previous = headers.at(-1)
    if (end > at && previous !== undefined && isBlank(text.charCodeAt(at))) {
      const folded = trimmed(text, at, end)
      previous[1] = previous[1] === '' ? folded : `${previous[1]} ${folded}`
    } else if (end > at) headers.push(headerOf(text, at, end))
    at = next
  }
  return headers
}

/** A line without a colon is a name without a value. */
function headerOf(text: string, start: number, end: number): RawHeader {
  let colon = start
  while (colon < end && text.charCodeAt(colon) !== COLON) colon += 1
  return [trimmed(text, start, colon), trimmed(text, colon + 1, end)]
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

/** Optional whitespace is space and tab only (RFC 9110 section 5.6.3); `trim` would eat 0xa0 from a value. */
function trimmed(text: string, from: number, to: number): string {
  let start = from
  let end = to
  while (start < end && isBlank(text.charCodeAt(start))) start += 1
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

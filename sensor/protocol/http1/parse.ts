import type { RawHeader } from '../exchange.ts'
import type { Parsed } from '../parsed.ts'
import type { Http1Head } from './messages.ts'

/** token (RFC 9110 section 5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const STATUS_LINE = /^HTTP\/(\d\.\d) (\d{3})(?: |$)/
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
  const rest = trimBlanks(line.slice(space + 1))
  const last = Math.max(rest.lastIndexOf(' '), rest.lastIndexOf('\t'))
  const http_version = VERSION.exec(rest.slice(last + 1))?.[1]
  if (http_version === undefined) {
    if (rest === '' || !(truncated || method === 'GET')) return undefined
    return { kind: 'request', method, target: rest, http_version: truncated ? '' : '0.9', headers }
  }
  const target = last < 0 ? '' : trimBlanks(rest.slice(0, last))
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
    const end = text.indexOf('\n', at)
    const line = withoutCarriageReturn(end < 0 ? text.slice(at) : text.slice(at, end))
    at = end < 0 ? text.length : end + 1
    const previous = headers.at(-1)
    if (previous !== undefined && (line.startsWith(' ') || line.startsWith('\t'))) {
      const folded = trimBlanks(line)
      previous[1] = previous[1] === '' ? folded : `${previous[1]} ${folded}`
      continue
    }
    const colon = line.indexOf(':')
    if (colon < 0) {
      if (line !== '') headers.push([trimBlanks(line), ''])
    } else headers.push([trimBlanks(line.slice(0, colon)), trimBlanks(line.slice(colon + 1))])
  }
  return headers
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

/** Optional whitespace is space and tab only (RFC 9110 section 5.6.3); `trim` would eat 0xa0 from a value. */
function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start += 1
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

import { plainAddress } from './plain-address.ts'

/** One hop as a proxy wrote it; `address` undefined when it is hidden, unknown or garbage. */
export interface Hop {
  address: string | undefined
  port: number
}

const PORTED_IPV6 = /^\[([^\]]*)\](?::(\d{1,5}))?$/
const PORTED_IPV4 = /^(\d+\.\d+\.\d+\.\d+):(\d{1,5})$/
/** Hops that are looked at; a client may write thousands. */
const MAX_HOPS = 64

/** The hops of X-Forwarded-For fields, nearest last; the field has no standard, ports and brackets occur. */
export function hopsOfXForwardedFor(values: readonly string[]): Hop[] {
  return values
    .flatMap((value) => value.split(','))
    .slice(-MAX_HOPS)
    .map((part) => hopOf(part.trim()))
}

/** The `for` parameters of Forwarded fields, nearest last (RFC 7239 section 4); an element without one hides its hop. */
export function hopsOfForwarded(values: readonly string[]): Hop[] {
  return values
    .flatMap((value) => splitOutsideQuotes(value, ','))
    .slice(-MAX_HOPS)
    .map((element) => {
      const pairs = splitOutsideQuotes(element, ';').map((pair) => pair.trim())
      const node = pairs.find((pair) => /^for=/i.test(pair))
      return hopOf(node === undefined ? '' : unquoted(node.slice(4)))
    })
}

function hopOf(node: string): Hop {
  const [, bracketed, port6 = '0'] = PORTED_IPV6.exec(node) ?? []
  if (bracketed !== undefined) return { address: plainAddress(bracketed), port: portOf(port6) }
  const [, address, port4 = '0'] = PORTED_IPV4.exec(node) ?? []
  if (address !== undefined) return { address: plainAddress(address), port: portOf(port4) }
  return { address: plainAddress(node), port: 0 }
}

function portOf(digits: string): number {
  const port = Number(digits)
  return port <= 65_535 ? port : 0
}

function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text
}

/** A separator within a quoted string belongs to it (RFC 9110 section 5.6.4). */
function splitOutsideQuotes(text: string, separator: ',' | ';'): string[] {
  const parts: string[] = []
  let start = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (quoted && character === '\\') at += 1
    else if (character === '"') quoted = !quoted
    else if (character === separator && !quoted) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...parts, text.slice(start)]
}

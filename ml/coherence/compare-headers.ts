import type { DocumentHeaders } from '#db/model/browser-profile.ts'

export interface HeaderComparison {
  /** Headers that every document of the browser has and this one lacks. */
  missing: string[]
  /** Two headers that stand the other way round than the browser writes them; null: the order is the browser's. */
  inverted: readonly [first: string, second: string] | null
  /** A header in another case than the browser writes it (HTTP/1.1 alone shows case). */
  recased: string | null
  /** 0…1. */
  likeness: number
}

/** Names beyond these are no browser's, and comparing them all would let a stranger make us count for long. */
const MOST_NAMES = 100

const MOST_REMEMBERED = 4096
const remembered = new WeakMap<DocumentHeaders, Map<string, HeaderComparison>>()

/** Holds a document's headers against what a browser writes. Headers that the browser's profile does not name prove nothing. */
export function compareHeaders(header_names: readonly string[], expected: DocumentHeaders): HeaderComparison {
  const key = header_names.join('\n')
  let known = remembered.get(expected)
  if (known === undefined || known.size >= MOST_REMEMBERED)
    remembered.set(expected, (known = new Map<string, HeaderComparison>()))
  let comparison = known.get(key)
  if (comparison === undefined) known.set(key, (comparison = compare(header_names, expected)))
  return comparison
}

function compare(header_names: readonly string[], expected: DocumentHeaders): HeaderComparison {
  const sent = header_names.slice(0, MOST_NAMES)
  const lower = sent.map((name) => name.toLowerCase())
  const wanted = expected.names.map((name) => name.toLowerCase())
  const optional = new Set(expected.optional)
  const missing = wanted.filter((name) => !optional.has(name) && !lower.includes(name))
  const common = lower.filter((name, at) => wanted.includes(name) && lower.indexOf(name) === at)
  const places = common.map((name) => wanted.indexOf(name))
  const fall = places.findIndex((place, at) => at > 0 && place < (places[at - 1] ?? 0))
  const inverted = fall === -1 ? null : ([common[fall - 1] ?? '', common[fall] ?? ''] as const)
  const recased = sent.find((name, at) => wanted.includes(lower[at] ?? '') && !expected.names.includes(name)) ?? null
  const required = wanted.length - optional.size
  return {
    missing,
    inverted,
    recased: recased?.toLowerCase() ?? null,
    likeness: (1 - missing.length / Math.max(1, required)) * orderLikeness(places),
  }
}

/** Share of the pairs that stand in the expected order. */
function orderLikeness(places: readonly number[]): number {
  let ordered = 0
  for (const [at, place] of places.entries()) ordered += places.slice(at + 1).filter((later) => later > place).length
  const pairs = (places.length * (places.length - 1)) / 2
  return pairs === 0 ? 0 : ordered / pairs
}

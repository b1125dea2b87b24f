/**
 * Code lengths of symbols 0 to 256 (EOS), RFC 7541 Appendix B. The code is canonical: within a length,
 * codes count upwards in symbol order, so lengths alone define it.
 */
const CODE_LENGTHS = `
13 23 28 28 28 28 28 28 28 24 30 28 28 30 28 28 28 28 28 28 28 28 30 28 28 28 28 28 28 28 28 28
6 10 10 12 13 6 8 11 10 10 8 11 8 6 6 6 5 5 5 6 6 6 6 6 6 6 7 8 15 6 12 10
13 6 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 8 7 8 13 19 13 14 6
15 5 6 5 6 5 6 6 6 5 7 7 6 6 6 5 6 7 6 5 5 6 7 7 7 7 7 15 11 14 13 28
20 22 20 20 22 22 22 23 22 23 23 23 23 23 24 23 24 24 22 23 24 23 23 23 23 21 22 23 22 23 23 24
22 21 20 22 22 23 23 21 23 22 22 24 21 22 23 23 21 21 22 21 23 22 23 23 20 22 22 22 23 22 22 23
26 26 20 19 22 23 22 25 26 26 26 27 27 26 24 25 19 21 26 27 27 26 27 24 21 21 26 26 28 27 27 27
20 24 20 21 22 21 21 23 22 22 25 25 24 24 26 23 26 27 26 26 27 27 27 27 27 28 27 27 27 27 27 26
30`
  .trim()
  .split(/\s+/)
  .map(Number)

const END_OF_STRING = 256
const SYMBOLS = CODE_LENGTHS.length

/** One canonical code per symbol, most significant bit first. */
export function huffmanCodes(): { code: number; length: number }[] {
  const order = CODE_LENGTHS.map((length, symbol) => ({ length, symbol })).sort(
    (a, b) => a.length - b.length || a.symbol - b.symbol,
  )
  const codes = new Array<{ code: number; length: number }>(SYMBOLS)
  let code = 0
  let previous = order[0]?.length ?? 0
  for (const { length, symbol } of order) {
    code *= 2 ** (length - previous)
    previous = length
    codes[symbol] = { code, length }
    code += 1
  }
  return codes
}

/** Bits 0-7 next state, 8-15 first symbol, 16-23 second symbol, 24-25 how many symbols, 26 failure. */
const FAILURE = 1 << 26
const ONE_SYMBOL = 1 << 24

interface Machine {
  transitions: Uint32Array
  /** Whether the input may end here: at a symbol's end, or in under 8 bits of ones (RFC 7541 section 5.2). */
  accepting: Uint8Array
}

/** Tree nodes as [left, right]; a value under 0 is the symbol ~value. */
function buildTree(): [number, number][] {
  const nodes: [number, number][] = [[0, 0]]
  for (const [symbol, { code, length }] of huffmanCodes().entries()) {
    let at = 0
    for (let bit = length - 1; bit > 0; bit -= 1) {
      const side = Math.floor(code / 2 ** bit) % 2 === 0 ? 0 : 1
      const node = nodes[at] ?? [0, 0]
      if (node[side] === 0) node[side] = nodes.push([0, 0]) - 1
      at = node[side]
    }
    const last = nodes[at]
    if (last !== undefined) last[code % 2 === 0 ? 0 : 1] = ~symbol
  }
  return nodes
}

/** One step takes a whole byte: 256 states, at most two symbols a step since the shortest code has 5 bits. */
function buildMachine(): Machine {
  const nodes = buildTree()
  const transitions = new Uint32Array(nodes.length * 256)
  for (let state = 0; state < nodes.length; state += 1) {
    for (let byte = 0; byte < 256; byte += 1) transitions[state * 256 + byte] = transition(nodes, state, byte)
  }
  const accepting = new Uint8Array(nodes.length)
  let at = 0
  for (let ones = 0; ones < 8; ones += 1) {
    accepting[at] = 1
    at = nodes[at]?.[1] ?? 0
  }
  return { transitions, accepting }
}

function transition(nodes: [number, number][], state: number, byte: number): number {
  let at = state
  let symbols = 0
  let count = 0
  for (let bit = 7; bit >= 0; bit -= 1) {
    const next = nodes[at]?.[(byte >> bit) & 1 ? 1 : 0] ?? 0
    if (next >= 0) {
      at = next
      continue
    }
    const symbol = ~next
    if (symbol === END_OF_STRING) return FAILURE
    symbols |= symbol << (8 + 8 * count)
    count += 1
    at = 0
  }
  return at | symbols | (count * ONE_SYMBOL)
}

let machine: Machine | undefined
let scratch = Buffer.alloc(4096)

/** Decodes to latin1 text; undefined when the code is broken (RFC 7541 section 5.2). */
export function decodeHuffman(bytes: Uint8Array, start: number, end: number): string | undefined {
  machine ??= buildMachine()
  const { transitions, accepting } = machine
  const longest = Math.ceil(((end - start) * 8) / 5) + 1
  if (scratch.length < longest) scratch = Buffer.alloc(longest * 2)
  const out = scratch
  let state = 0
  let length = 0
  for (let at = start; at < end; at += 1) {
    const step = transitions[state * 256 + (bytes[at] ?? 0)] ?? FAILURE
    if (step >= ONE_SYMBOL) {
      if (step >= FAILURE) return undefined
      out[length] = (step >>> 8) & 0xff
      length += 1
      if (step >= 2 * ONE_SYMBOL) {
        out[length] = (step >>> 16) & 0xff
        length += 1
      }
    }
    state = step & 0xff
  }
  return accepting[state] === 1 ? out.toString('latin1', 0, length) : undefined
}

/** Spearman's rank correlation, -1…1, with mean ranks where values are equal; rows with NaN are left out, NaN for fewer than 3. */
export function rankCorrelation(one: readonly number[], other: readonly number[]): number {
  const rows = one.flatMap((value, at) => (Number.isNaN(value) || Number.isNaN(other[at] ?? NaN) ? [] : [at]))
  if (rows.length < 3) return NaN
  const a = ranksOf(rows.map((at) => one[at] ?? NaN))
  const b = ranksOf(rows.map((at) => other[at] ?? NaN))
  const middle = (rows.length + 1) / 2
  let both = 0
  let of_a = 0
  let of_b = 0
  for (let at = 0; at < rows.length; at++) {
    const x = (a[at] ?? 0) - middle
    const y = (b[at] ?? 0) - middle
    both += x * y
    of_a += x * x
    of_b += y * y
  }
  return of_a === 0 || of_b === 0 ? NaN : both / Math.sqrt(of_a * of_b)
}

function ranksOf(values: readonly number[]): Float64Array {
  const order = values.map((_, at) => at).sort((x, y) => (values[x] ?? 0) - (values[y] ?? 0))
  const ranks = new Float64Array(values.length)
  for (let from = 0; from < order.length;) {
    let to = from
    while (to + 1 < order.length && values[order[to + 1] ?? 0] === values[order[from] ?? 0]) to += 1
    for (let at = from; at <= to; at++) ranks[order[at] ?? 0] = (from + to) / 2 + 1
    from = to + 1
  }
  return ranks
}

/** The middle value, or the mean of the two middle ones; reorders the values. NaN when there are none. */
export function medianOf(values: Float32Array): number {
  const middle = values.length >> 1
  const upper = select(values, middle)
  if (values.length % 2 === 1 || values.length === 0) return upper
  let lower = -Infinity
  for (let at = 0; at < middle; at++) lower = Math.max(lower, values[at] ?? lower)
  return lower + (upper - lower) / 2
}

/** The value that sorting would put at `place`, smaller ones before it (Hoare 1961, FIND). */
function select(values: Float32Array, place: number): number {
  let from = 0
  let to = values.length - 1
  while (from < to) {
    const pivot = values[(from + to) >> 1] ?? NaN
    let low = from
    let high = to
    while (low <= high) {
      while ((values[low] ?? NaN) < pivot) low++
      while ((values[high] ?? NaN) > pivot) high--
      if (low > high) break
      const kept = values[low] ?? NaN
      values[low++] = values[high] ?? NaN
      values[high--] = kept
    }
    if (place <= high) to = high
    else if (place >= low) from = low
    else break
  }
  return values[place] ?? NaN
}

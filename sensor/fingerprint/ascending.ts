/** Up to here moving values one by one is faster, and there is no time to be stolen. */
const SHORT = 20

/** Sorts 16-bit values in place: native sorting of numbers is several times as fast as sorting by comparisons. */
export function ascending(values: number[]): number[] {
  if (values.length > SHORT) {
    const sorted = Uint16Array.from(values).sort()
    for (let at = 0; at < sorted.length; at += 1) values[at] = sorted[at] ?? 0
    return values
  }
  for (let at = 1; at < values.length; at += 1) {
    const value = values[at] ?? 0
    let place = at
    for (let before = values[place - 1] ?? 0; place > 0 && before > value; before = values[place - 1] ?? 0) {
      values[place] = before
      place -= 1
    }
    values[place] = value
  }
  return values
}

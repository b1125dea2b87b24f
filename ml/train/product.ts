/**
 * Product of a row and a plane's normal. Four sums at once keep the processor from waiting for each other;
 * whole numbers add up to the same in any order.
 */
export function productOf(
  values: Float32Array,
  start: number,
  normals: Int8Array,
  normal: number,
  columns: number,
): number {
  let one = 0
  let two = 0
  let three = 0
  let four = 0
  let column = 0
  for (; column + 3 < columns; column += 4) {
    one += (values[start + column] ?? 0) * (normals[normal + column] ?? 0)
    two += (values[start + column + 1] ?? 0) * (normals[normal + column + 1] ?? 0)
    three += (values[start + column + 2] ?? 0) * (normals[normal + column + 2] ?? 0)
    four += (values[start + column + 3] ?? 0) * (normals[normal + column + 3] ?? 0)
  }
  for (; column < columns; column++) one += (values[start + column] ?? 0) * (normals[normal + column] ?? 0)
  return one + two + three + four
}

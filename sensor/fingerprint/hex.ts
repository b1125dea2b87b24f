/** Four lower-case hex digits of a 16-bit value. */
export function hex4(value: number): string {
  return value.toString(16).padStart(4, '0')
}

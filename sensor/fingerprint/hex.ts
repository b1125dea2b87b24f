const HEX4: (string | undefined)[] = []

/** Four lower-case hex digits of a 16-bit value. */
export function hex4(value: number): string {
  return (HEX4[value] ??= value.toString(16).padStart(4, '0'))
}

export function joinHex4(values: readonly number[]): string {
  let text = ''
  for (const value of values) text += text === '' ? hex4(value) : `,${hex4(value)}`
  return text
}

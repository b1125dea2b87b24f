const HEX4: (string | undefined)[] = []

/** Four lower-case hex digits of a 16-bit value. */
export function hex4(value: number): string {
  return (HEX4[value] ??= value.toString(16).padStart(4, '0'))
}

export function joinHex4(values: readonly number[]): string {
  // Not by +=: ropes of hundreds of pieces keep the garbage collector busy.
  return values.map(hex4).join(',')
}

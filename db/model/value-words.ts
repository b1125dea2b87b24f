const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** A number: short, never in scientific notation for ordinary sizes. */
export function valueWords(value: number): string {
  if (Number.isInteger(value)) return grouped.format(value)
  return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 1 ? value.toFixed(2) : value.toFixed(3)
}

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

export function countWords(value: number): string {
  return grouped.format(value)
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })

/** Exact while it has at most so many digits, `1.24M` beyond: for columns of a fixed width. */
export function shortCountWords(value: number, digits: number): string {
  return Math.abs(value) < 10 ** digits ? countWords(value) : compact.format(value)
}

/** `1 session`, `2 sessions`. */
export function plural(value: number, singular: string, many = `${singular}s`): string {
  return `${countWords(value)} ${value === 1 ? singular : many}`
}

/** No line ends between a number and its per cent sign. */
export function unbroken(text: string): string {
  return text.replaceAll(' %', '\u00a0%')
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** Decimal units; -1 and below mean that nobody knows. */
export function bytesWords(bytes: number): string {
  if (bytes < 0) return '—'
  const step = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[step] ?? 'B'}`
}

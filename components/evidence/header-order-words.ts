const CASES = { l: 'in lower case', t: 'in Title-Case', u: 'in UPPER CASE', m: 'in mixed case' } as const

/** Reads the counts of `l4.t0.u0.m0-<digest>`; empty when the signature has another form. */
export function headerOrderWords(signature: string): string {
  const match = /^l(\d+)\.t(\d+)\.u(\d+)\.m(\d+)-/.exec(signature)
  if (match === null) return signature === '' ? 'no header was seen' : 'digest of the header names in their order'
  const counts = [CASES.l, CASES.t, CASES.u, CASES.m].flatMap((words, index) => {
    const count = Number(match[index + 1])
    return count > 0 ? [`${count} ${words}`] : []
  })
  return `header names: ${counts.join(', ') || 'none'}; then a digest of their order`
}

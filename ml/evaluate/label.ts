/** Words that say anomaly or ordinary by themselves. */
const ANOMALY = new Set(['1', 'true', 'yes', 'o', 'outlier', 'anomaly', 'anomalous', 'abnormal', 'attack', 'bot'])
const ORDINARY = new Set([
  '0',
  '-1',
  'false',
  'no',
  'n',
  'i',
  'inlier',
  'normal',
  'nominal',
  'ordinary',
  'benign',
  'human',
])

/**
 * True where a label says anomaly. Words of one's own are understood beside a word for ordinary (all others are
 * anomalies) or for anomaly (all others are ordinary), or when there are two: the rarer one is the anomaly.
 * Throws a sentence that names the line otherwise.
 */
export function anomaliesOf(labels: readonly string[], place: (row: number) => string): boolean[] {
  const words = labels.map(wordOf)
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  const isAnomaly = meaningOf(counts)
  return words.map((word, row) => {
    const answer = isAnomaly(word)
    if (answer !== undefined) return answer
    throw new Error(`${place(row)}: the label "${word.slice(0, 40)}" is neither 1 (anomaly) nor 0 (ordinary)`)
  })
}

/** `b'1'`, `"1"` and `1.0` are 1. */
function wordOf(label: string): string {
  const word = label
    .replace(/^b?(['"])(.*)\1$/, '$2')
    .trim()
    .toLowerCase()
  return word !== '' && Number.isFinite(Number(word)) ? String(Number(word)) : word
}

function meaningOf(counts: ReadonlyMap<string, number>): (word: string) => boolean | undefined {
  const known = (word: string): boolean | undefined =>
    ANOMALY.has(word) ? true : ORDINARY.has(word) ? false : undefined
  const words = [...counts.keys()]
  // A number or nothing among words of one's own is a mistake in the table.
  if (words.some((word) => word === '' || Number.isFinite(Number(word)))) return known
  const meanings = new Set(words.map(known).filter((meaning) => meaning !== undefined))
  if (words.every((word) => known(word) !== undefined) || meanings.size === 2) return known
  if (meanings.size === 1) return (word) => known(word) ?? !meanings.has(true)
  if (words.length !== 2) return known
  const [first = '', second = ''] = words
  const rarer = (counts.get(first) ?? 0) < (counts.get(second) ?? 0) ? first : second
  return (word) => word === rarer
}

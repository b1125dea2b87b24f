/** Probability that an anomaly scores above an ordinary row, ties by half (Mann, Whitney 1947); NaN when one side is empty. */
export function rocAuc(scores: ArrayLike<number>, labels: readonly boolean[]): number {
  const anomalies = labels.filter(Boolean).length
  const ordinary = labels.length - anomalies
  let wins = 0
  let below = 0
  for (const group of tiesOf(scores, labels).reverse()) {
    wins += group.anomalies * (below + group.ordinary / 2)
    below += group.ordinary
  }
  return wins / (anomalies * ordinary)
}

/** Mean precision over the ranks of the anomalies, rows of equal score taken together, as scikit-learn does. */
export function averagePrecision(scores: ArrayLike<number>, labels: readonly boolean[]): number {
  const anomalies = labels.filter(Boolean).length
  let found = 0
  let taken = 0
  let sum = 0
  for (const group of tiesOf(scores, labels)) {
    found += group.anomalies
    taken += group.anomalies + group.ordinary
    sum += (group.anomalies / anomalies) * (found / taken)
  }
  return sum
}

/** Rows of equal score, most anomalous first. */
function tiesOf(scores: ArrayLike<number>, labels: readonly boolean[]): { anomalies: number; ordinary: number }[] {
  const order = labels.map((_, row) => row).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
  const groups: { anomalies: number; ordinary: number }[] = []
  let group = { anomalies: 0, ordinary: 0 }
  let score = NaN
  for (const row of order) {
    if (scores[row] !== score) {
      group = { anomalies: 0, ordinary: 0 }
      groups.push(group)
      score = scores[row] ?? NaN
    }
    if (labels[row] === true) group.anomalies += 1
    else group.ordinary += 1
  }
  return groups
}

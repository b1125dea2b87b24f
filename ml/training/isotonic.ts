import type { LabelledScores } from './labelled-scores.ts'

interface Block {
  from: number
  to: number
  weight: number
  mean: number
}

/** The rising curve nearest to the labels, by pooling neighbours that fall (Ayer and others 1955): its corners, rising in both. */
export function fitIsotonic({ scores, is_bot, weights }: LabelledScores): [score: number, probability: number][] {
  const order = is_bot.map((_, row) => row).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0))
  const blocks: Block[] = []
  for (const row of order) {
    const score = scores[row] ?? NaN
    let block: Block = { from: score, to: score, weight: weights[row] ?? 1, mean: Number(is_bot[row]) }
    for (let last = blocks.at(-1); last !== undefined && belongTogether(last, block); last = blocks.at(-1)) {
      block = pooled(last, block)
      blocks.pop()
    }
    blocks.push(block)
  }
  return blocks.flatMap(({ from, to, mean }): [number, number][] =>
    from === to
      ? [[from, mean]]
      : [
          [from, mean],
          [to, mean],
        ],
  )
}

/** A curve has one value at one score, and does not fall. */
function belongTogether(before: Block, block: Block): boolean {
  return before.mean >= block.mean || before.to === block.from
}

function pooled(before: Block, block: Block): Block {
  const weight = before.weight + block.weight
  const mean = (before.mean * before.weight + block.mean * block.weight) / weight
  return { from: before.from, to: block.to, weight, mean }
}

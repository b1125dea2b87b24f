import type { ModelFacts } from '#db/model/trained-model.ts'
import { Figure } from '#components/drift/figure.tsx'
import { percentWords } from '#components/drift/drift-words.ts'
import { countWords, plural } from '#components/text/number-words.ts'

const SIZE = 180
const EDGE = 22

function sentenceOf({ kind, brier, reliability }: ModelFacts['calibration']): string {
  if (kind === 'none') return 'Too few labels: this model says nothing of probability.'
  const labels = reliability.reduce((sum, { count }) => sum + count, 0)
  const error =
    reliability.reduce((sum, { predicted, observed, count }) => sum + count * Math.abs(predicted - observed), 0) /
    Math.max(1, labels)
  const score = brier === null ? 'Brier score not known' : `Brier score ${brier.toFixed(3)} (0 is perfect)`
  return `${score} over ${plural(labels, 'labelled session')}; on average a probability told differs by ${percentWords(error)} from the share of bots.`
}

function Plot({ reliability }: Pick<ModelFacts['calibration'], 'reliability'>) {
  const most = Math.max(1, ...reliability.map(({ count }) => count))
  const x = (share: number) => EDGE + share * SIZE
  const y = (share: number) => 6 + (1 - share) * SIZE
  return (
    <svg aria-hidden="true" viewBox={`0 0 ${SIZE + EDGE + 10} ${SIZE + EDGE + 8}`} className="mx-3.5 w-64 max-w-full">
      <rect x={EDGE} y={6} width={SIZE} height={SIZE} fill="none" stroke="var(--line)" />
      <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} stroke="var(--line-strong)" strokeDasharray="3 3" />
      <polyline
        points={reliability.map(({ predicted, observed }) => `${x(predicted)},${y(observed)}`).join(' ')}
        fill="none"
        stroke="var(--accent)"
      />
      {reliability.map(({ predicted, observed, count }) => (
        <circle
          key={predicted}
          cx={x(predicted)}
          cy={y(observed)}
          r={2 + 4 * Math.sqrt(count / most)}
          fill="var(--accent)"
        />
      ))}
      <text x={EDGE + SIZE / 2} y={SIZE + EDGE} textAnchor="middle" fontSize="9" fill="var(--text-faint)">
        probability told
      </text>
      <text
        x={9}
        y={SIZE / 2}
        textAnchor="middle"
        fontSize="9"
        fill="var(--text-faint)"
        transform={`rotate(-90 9 ${SIZE / 2})`}
      >
        share of bots
      </text>
    </svg>
  )
}

/** Whether a probability of 30 % means that three in ten are bots. */
export function Reliability({ calibration }: { calibration: ModelFacts['calibration'] }) {
  const { kind, reliability } = calibration
  if (kind === 'none' || reliability.length === 0) {
    return <p className="px-3.5 py-2 text-soft">{sentenceOf({ ...calibration, kind: 'none' })}</p>
  }
  return (
    <Figure
      label="Reliability"
      sentence={sentenceOf(calibration)}
      columns={[
        { word: 'Probability told', isNumber: true },
        { word: 'Share of bots', isNumber: true },
        { word: 'Labelled sessions', isNumber: true },
      ]}
      rows={reliability.map(({ predicted, observed, count }) => [
        percentWords(predicted),
        percentWords(observed),
        countWords(count),
      ])}
    >
      <Plot reliability={reliability} />
    </Figure>
  )
}

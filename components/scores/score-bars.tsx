import { THREAT_LEVELS } from '#components/severity/threat-level.ts'
import type { ScoreHistogram } from '#db/model/score-histogram.ts'
import { countWords } from '#components/text/number-words.ts'
import { countOf } from './threshold-reading.ts'

const HEIGHT = 150
/** On a logarithmic axis a few sessions stay visible beside thousands. */
const logOf = (count: number): number => Math.log10(1 + count)

interface ScoreBarsProps {
  histogram: ScoreHistogram
  threshold: number
  onChoose: (bin: number) => void
}

function Segments({ counts, most }: { counts: Readonly<Record<string, number>>; most: number }) {
  // The ordinary below, the severe on top: each from where the ones below it end.
  const levels = THREAT_LEVELS.toReversed()
  return levels.map(({ level, color }, at) => {
    const below = levels.slice(0, at).reduce((sum, each) => sum + (counts[each.level] ?? 0), 0)
    const count = counts[level] ?? 0
    if (count === 0) return null
    const bottom = (logOf(below) / most) * HEIGHT
    const top = (logOf(below + count) / most) * HEIGHT
    return <rect key={level} x={0.08} width={0.84} y={HEIGHT - top} height={top - bottom} fill={color} />
  })
}

/** Ticks of the axis: 10, 100, 1,000 … up to the highest bar. */
function ticksTo(most: number): number[] {
  return Array.from({ length: Math.floor(most) }, (_, power) => 10 ** (power + 1))
}

/** Labelled sessions below the bars: bots above, people below. */
function Marks({ labelled, bins }: { labelled: ScoreHistogram['labelled']; bins: number }) {
  return labelled.map(({ session_id, anomaly_score, verdict }) => (
    <line
      key={session_id}
      x1={anomaly_score * bins}
      x2={anomaly_score * bins}
      y1={HEIGHT + (verdict === 'bot' ? 2 : 10)}
      y2={HEIGHT + (verdict === 'bot' ? 9 : 17)}
      stroke={verdict === 'bot' ? 'var(--bot)' : 'var(--human)'}
      strokeWidth={2}
      vectorEffect="non-scaling-stroke"
    />
  ))
}

/** The picture only: its sentence and its table stand beside it. What lies below the threshold is pale. */
export function ScoreBars({ histogram: { bins, labelled }, threshold, onChoose }: ScoreBarsProps) {
  const most = Math.max(1, ...bins.map(({ by_threat_level }) => logOf(countOf(by_threat_level))))
  const first = Math.round(threshold * bins.length)
  return (
    <div aria-hidden="true" className="relative">
      {ticksTo(most).map((tick) => (
        <div
          key={tick}
          className="absolute inset-x-0 border-t border-line text-2xs text-faint"
          style={{ top: HEIGHT - (logOf(tick) / most) * HEIGHT }}
        >
          {countWords(tick)}
        </div>
      ))}
      <svg
        viewBox={`0 0 ${bins.length} ${HEIGHT + 18}`}
        preserveAspectRatio="none"
        className="relative block w-full"
        style={{ height: HEIGHT + 18 }}
      >
        {bins.map(({ by_threat_level }, bin) => (
          <g
            key={bin}
            transform={`translate(${bin} 0)`}
            opacity={bin < first ? 0.45 : 1}
            className="cursor-pointer"
            onClick={() => onChoose(bin)}
          >
            <rect width={1} height={HEIGHT} fill="transparent" />
            <Segments counts={by_threat_level} most={most} />
          </g>
        ))}
        <line
          x1={0}
          x2={bins.length}
          y1={HEIGHT}
          y2={HEIGHT}
          stroke="var(--line-strong)"
          vectorEffect="non-scaling-stroke"
        />
        <Marks labelled={labelled} bins={bins.length} />
        <line
          x1={first}
          x2={first}
          y1={0}
          y2={HEIGHT + 18}
          stroke="var(--accent)"
          strokeWidth={2}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
    </div>
  )
}

import { THREAT_LEVELS } from '#components/severity/threat-level.ts'
import type { ScoreHistogram } from '#db/model/score-histogram.ts'
import { countWords } from '#components/text/number-words.ts'
import { roundTicks } from './round-ticks.ts'
import { countOf } from './threshold-reading.ts'

const HEIGHT = 150
/** A few sessions stay visible beside thousands: no part of a bar is lower, in pixels. */
const LEAST = 2

interface ScoreBarsProps {
  histogram: ScoreHistogram
  threshold: number
  onChoose: (bin: number) => void
}

/** The ordinary below, the severe on top; heights are counts, from `LEAST` on. */
function partsOf(counts: Readonly<Record<string, number>>, scale: number) {
  let top = 0
  return THREAT_LEVELS.toReversed().flatMap(({ level, color }) => {
    const count = counts[level] ?? 0
    if (count === 0) return []
    const height = Math.max(LEAST, count * scale)
    top += height
    return [{ level, fill: color, height, y: HEIGHT - top }]
  })
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
  const most = Math.max(1, ...bins.map(({ by_threat_level }) => countOf(by_threat_level)))
  const scale = (HEIGHT - THREAT_LEVELS.length * LEAST) / most
  const first = Math.round(threshold * bins.length)
  return (
    <div aria-hidden="true" className="relative">
      {roundTicks(most).map((tick) => (
        <div
          key={tick}
          className="absolute inset-x-0 border-t border-line text-2xs text-faint"
          style={{ top: HEIGHT - tick * scale }}
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
            {partsOf(by_threat_level, scale).map(({ level, ...part }) => (
              <rect key={level} x={0.08} width={0.84} {...part} />
            ))}
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

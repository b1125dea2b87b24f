import type { VoiceColumn } from '#db/model/score-histogram.ts'
import { isFlagged, type ThreatLevel } from '#db/model/threat-level.ts'
import { threatLevelOf } from '#components/severity/threat-level.ts'
import { VOICE_WORDS, voiceNumber } from './voice-words.ts'

export interface ScatterPoint {
  session_id: string
  threat_level: ThreatLevel
  anomaly_score: number
  across: number
  up: number
}

interface ScatterPlotProps {
  points: readonly ScatterPoint[]
  x: VoiceColumn
  y: VoiceColumn
  onOpen: (session_id: string) => void
}

const WIDTH = 560
const HEIGHT = 230
const LEFT = 40
const BOTTOM = 30

function scaleOf(values: readonly number[], from: number, to: number) {
  const low = Math.min(...values)
  const high = Math.max(...values)
  const span = high - low || 1
  return { low, high, at: (value: number) => from + ((value - low) / span) * (to - from) }
}

/** The picture only; the flagged are drawn last, on top. */
export function ScatterPlot({ points, x, y, onOpen }: ScatterPlotProps) {
  const across = scaleOf(
    points.map((point) => point.across),
    LEFT + 8,
    WIDTH - 8,
  )
  const up = scaleOf(
    points.map((point) => point.up),
    HEIGHT - BOTTOM - 8,
    8,
  )
  const ordered = points.toSorted((a, b) => Number(isFlagged(a.threat_level)) - Number(isFlagged(b.threat_level)))
  return (
    <svg aria-hidden="true" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="block w-full text-faint">
      <path d={`M${LEFT} 4V${HEIGHT - BOTTOM}H${WIDTH - 4}`} fill="none" stroke="var(--line-strong)" />
      <g fontSize={10.5} fill="currentColor">
        <text x={LEFT + 8} y={HEIGHT - BOTTOM + 13}>
          {voiceNumber(across.low)}
        </text>
        <text x={WIDTH - 6} y={HEIGHT - BOTTOM + 13} textAnchor="end">
          {voiceNumber(across.high)}
        </text>
        <text x={WIDTH / 2} y={HEIGHT - 4} textAnchor="middle">
          {VOICE_WORDS[x].word}
        </text>
        <text x={LEFT - 4} y={HEIGHT - BOTTOM - 6} textAnchor="end">
          {voiceNumber(up.low)}
        </text>
        <text x={LEFT - 4} y={14} textAnchor="end">
          {voiceNumber(up.high)}
        </text>
        <text transform={`translate(11 ${HEIGHT / 2}) rotate(-90)`} textAnchor="middle">
          {VOICE_WORDS[y].word}
        </text>
      </g>
      {ordered.map((point) => {
        const { color, word } = threatLevelOf(point.threat_level)
        return (
          <g
            key={point.session_id}
            transform={`translate(${across.at(point.across)} ${up.at(point.up)})`}
            className="cursor-pointer"
            onClick={() => onOpen(point.session_id)}
          >
            <title>{`${word}, score ${point.anomaly_score.toFixed(3)}`}</title>
            {isFlagged(point.threat_level) ? (
              <path d="M0-4.500 4.500 3.500H-4.500z" fill={color} />
            ) : (
              <circle r={3} fill="none" stroke={color} strokeWidth={1.2} />
            )}
          </g>
        )
      })}
    </svg>
  )
}

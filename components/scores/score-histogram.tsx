'use client'

import { useState, type ReactNode } from 'react'
import type { ScoreHistogram as Histogram } from '#db/model/score-histogram.ts'
import { TableToggle } from '#components/controls/table-toggle.tsx'
import { SeverityMark } from '#components/severity/severity-mark.tsx'
import { THREAT_LEVELS } from '#components/severity/threat-level.ts'
import { plural } from '#components/text/number-words.ts'
import { ScoreBars } from './score-bars.tsx'
import { ScoreTableTwin } from './score-table-twin.tsx'
import { countOf, thresholdReading, type ThresholdReading } from './threshold-reading.ts'
import { ThresholdSlider } from './threshold-slider.tsx'
import { useMoved } from './use-moved.ts'
import { aboveWords, falseAlarmWords, missedWords, rateWords } from './threshold-words.ts'

interface ScoreHistogramProps {
  histogram: Histogram
  /** As it is kept; moving the slider keeps a new one when the hand is off. */
  threshold: number
  /** The level's own threshold, for comparison; null when the model's files are gone. */
  medium: number | null
  onThreshold: (threshold: number) => void
  onNarrow: (min_score: number, max_score: number) => void
}

function Legend({ histogram: { bins, labelled } }: { histogram: Histogram }) {
  const seen = THREAT_LEVELS.filter(({ level }) =>
    bins.some(({ by_threat_level }) => (by_threat_level[level] ?? 0) > 0),
  )
  return (
    <ul className="flex flex-wrap items-center gap-x-3 text-xs text-soft">
      {seen.map(({ level, word }) => (
        <li key={level} className="flex items-center gap-1">
          <SeverityMark level={level} size={12} /> {word}
        </li>
      ))}
      <li className="text-faint">sessions by score; the smallest parts are drawn 2 px high</li>
      {labelled.length > 0 && (
        <li>
          marks below the bars: <span className="text-bot">upper row called bot</span>,{' '}
          <span className="text-human">lower row called human</span>
        </li>
      )}
    </ul>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0 border-t py-2 sm:border-t-0 sm:border-l sm:pl-3">
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="text-sm">{children}</dd>
    </div>
  )
}

/** What a threshold there would mean, in words. */
function Meaning({
  threshold,
  medium,
  reading,
}: {
  threshold: number
  medium: number | null
  reading: ThresholdReading
}) {
  return (
    <dl className="grid gap-x-3 sm:grid-cols-4" aria-live="polite">
      <Fact name="With a threshold of">
        <span className="mono text-lg font-medium">{threshold.toFixed(2)}</span>{' '}
        {medium !== null && <span className="text-xs text-faint">Medium begins above {medium.toFixed(3)}</span>}
      </Fact>
      <Fact name="To look at">
        {aboveWords(reading)}
        <span className="block text-xs text-faint">
          now {rateWords(reading.flagged_a_day)} a day at Medium or above
        </span>
      </Fact>
      <Fact name="Expected misses">{missedWords(reading.missed)}</Fact>
      <Fact name="Expected false alarms">{falseAlarmWords(reading.false_alarms)}</Fact>
    </dl>
  )
}

function sentenceOf({ bins }: Histogram): string {
  const sessions = bins.reduce((sum, { by_threat_level }) => sum + countOf(by_threat_level), 0)
  const half = bins.findIndex(
    (_, at) => bins.slice(0, at + 1).reduce((sum, bin) => sum + countOf(bin.by_threat_level), 0) >= sessions / 2,
  )
  return `${plural(sessions, 'scored session')}; half of them score below ${((half + 1) / bins.length).toFixed(2)}.`
}

/** How the scores lie, and what a threshold anywhere among them would mean. */
export function ScoreHistogram({ histogram, threshold, medium, onThreshold, onNarrow }: ScoreHistogramProps) {
  const [asTable, setAsTable] = useState(false)
  const { moved, move, settle } = useMoved(threshold, onThreshold)
  const reading = thresholdReading(histogram, moved)
  const chooseBin = (bin: number) => onNarrow(bin / histogram.bins.length, (bin + 1) / histogram.bins.length)
  return (
    <figure className="grid gap-2 px-3.5 py-2.5">
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className="text-sm">{sentenceOf(histogram)}</span>
        <div className="ml-auto flex flex-wrap items-center gap-x-3">
          <Legend histogram={histogram} />
          <TableToggle pressed={asTable} onToggle={() => setAsTable(!asTable)} />
        </div>
      </figcaption>
      {asTable ? (
        <ScoreTableTwin histogram={histogram} onChoose={chooseBin} />
      ) : (
        <div className="px-3">
          <ScoreBars histogram={histogram} threshold={moved} onChoose={chooseBin} />
          <div aria-hidden="true" className="flex justify-between text-2xs text-faint">
            {[0, 0.25, 0.5, 0.75, 1].map((tick) => (
              <span key={tick}>{tick}</span>
            ))}
          </div>
        </div>
      )}
      <div className="px-3">
        <ThresholdSlider value={moved} says={aboveWords(reading)} onMove={move} onSettle={settle} />
      </div>
      <Meaning threshold={moved} medium={medium} reading={reading} />
      {histogram.labelled.length > 0 && (
        <p className="text-xs text-faint">
          People label what they were shown, mostly high scores: of all bots more may lie below than these say.
        </p>
      )}
    </figure>
  )
}

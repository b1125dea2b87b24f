'use client'

import { useState } from 'react'
import { VOICE_COLUMNS, VoiceColumn, type VoiceSummary } from '#db/model/score-histogram.ts'
import { isFlagged } from '#db/model/threat-level.ts'
import { TableToggle } from '#components/controls/table-toggle.tsx'
import { plural } from '#components/text/number-words.ts'
import { ScatterPlot } from './scatter-plot.tsx'
import { ScatterTable } from './scatter-table.tsx'
import { VOICE_WORDS } from './voice-words.ts'

interface VoiceScatterProps {
  sample: VoiceSummary['sample']
  x: VoiceColumn
  y: VoiceColumn
  onAxes: (axes: { x: VoiceColumn; y: VoiceColumn }) => void
  onOpen: (session_id: string) => void
}

function AxisChoice({
  label,
  value,
  onChoose,
}: {
  label: string
  value: VoiceColumn
  onChoose: (voice: VoiceColumn) => void
}) {
  return (
    <label className="inline-flex items-center gap-1.5 text-xs text-soft">
      {label}
      <select
        value={value}
        onChange={(event) => onChoose(VoiceColumn.parse(event.currentTarget.value))}
        className="h-7 rounded-md border border-line-strong/70 bg-page px-1.5"
      >
        {VOICE_COLUMNS.map((voice) => (
          <option key={voice} value={voice}>
            {VOICE_WORDS[voice].word}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Two voices side by side: where they agree, and which sessions only one of them finds odd. */
export function VoiceScatter({ sample, x, y, onAxes, onOpen }: VoiceScatterProps) {
  const [asTable, setAsTable] = useState(false)
  const points = sample.flatMap((session) => {
    const [across, up] = [session[x], session[y]]
    return across === null || up === null ? [] : [{ ...session, across, up }]
  })
  const flagged = points.filter(({ threat_level }) => isFlagged(threat_level)).length
  return (
    <figure className="grid gap-2 px-3.5 py-2.5">
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className="text-sm" hidden={points.length === 0}>
          A sample: {plural(flagged, 'flagged session')} (triangles) and {plural(points.length - flagged, 'other')}{' '}
          (circles).
        </span>
        <div className="ml-auto flex flex-wrap items-center gap-x-3 gap-y-1">
          <AxisChoice label="Across" value={x} onChoose={(voice) => onAxes({ x: voice, y })} />
          <AxisChoice label="Up" value={y} onChoose={(voice) => onAxes({ x, y: voice })} />
          <TableToggle pressed={asTable} onToggle={() => setAsTable(!asTable)} />
        </div>
      </figcaption>
      {points.length === 0 ? (
        <p className="py-6 text-center text-soft">No session of this range has both of these voices.</p>
      ) : asTable ? (
        <ScatterTable points={points} x={x} y={y} />
      ) : (
        <ScatterPlot points={points} x={x} y={y} onOpen={onOpen} />
      )}
    </figure>
  )
}

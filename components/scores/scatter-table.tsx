import Link from 'next/link'
import type { VoiceColumn } from '#db/model/score-histogram.ts'
import { ScoreBadge } from '#components/severity/score-badge.tsx'
import type { ScatterPoint } from './scatter-plot.tsx'
import { VOICE_WORDS, voiceNumber } from './voice-words.ts'

/** The same sessions as the points, the highest scores first. */
export function ScatterTable({ points, x, y }: { points: readonly ScatterPoint[]; x: VoiceColumn; y: VoiceColumn }) {
  const rows = points.toSorted((a, b) => b.anomaly_score - a.anomaly_score)
  return (
    <div className="max-h-60 overflow-auto" tabIndex={0} role="region" aria-label="The sample, as a table">
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-panel text-left text-faint">
          <tr>
            <th className="px-2 py-1 font-medium">Session</th>
            <th className="px-2 font-medium">Score</th>
            <th className="px-2 text-right font-medium">{VOICE_WORDS[x].word}</th>
            <th className="px-2 text-right font-medium">{VOICE_WORDS[y].word}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ session_id, anomaly_score, threat_level, across, up }) => (
            <tr key={session_id} className="border-t">
              <th scope="row" className="mono px-2 text-left font-normal">
                <Link href={`/sessions/${session_id}`} className="inline-flex h-6 items-center text-accent underline">
                  {session_id.slice(0, 14)}…
                </Link>
              </th>
              <td className="px-2">
                <ScoreBadge anomaly_score={anomaly_score} threat_level={threat_level} />
              </td>
              <td className="mono px-2 text-right">{voiceNumber(across)}</td>
              <td className="mono px-2 text-right">{voiceNumber(up)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

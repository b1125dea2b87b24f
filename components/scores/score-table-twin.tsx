import type { ScoreHistogram } from '#db/model/score-histogram.ts'
import { THREAT_LEVELS } from '#components/severity/threat-level.ts'
import { countWords } from '#components/text/number-words.ts'
import { countOf } from './threshold-reading.ts'

interface TwinProps {
  histogram: ScoreHistogram
  onChoose: (bin: number) => void
}

const HEAD = 'px-3 py-1 text-right font-medium'

/** The same counts as the bars, the highest scores first. */
export function ScoreTableTwin({ histogram: { bins, labelled }, onChoose }: TwinProps) {
  const levels = THREAT_LEVELS.filter(({ level }) =>
    bins.some(({ by_threat_level }) => (by_threat_level[level] ?? 0) > 0),
  )
  const rows = bins
    .map(({ by_threat_level }, bin) => {
      const here = labelled.filter(
        ({ anomaly_score }) => Math.min(bins.length - 1, Math.floor(anomaly_score * bins.length + 1e-5)) === bin,
      )
      const called = (wanted: string) => here.filter(({ verdict }) => verdict === wanted).length
      return { bin, by_threat_level, bots: called('bot'), people: called('human') }
    })
    .filter(({ by_threat_level }) => countOf(by_threat_level) > 0)
    .reverse()
  return (
    <div className="max-h-72 overflow-auto" tabIndex={0} role="region" aria-label="Scores, as a table">
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-panel text-left text-faint">
          <tr>
            <th className="px-3 py-1 font-medium">Score from</th>
            {levels.map(({ level, word }) => (
              <th key={level} className={HEAD}>
                {word}
              </th>
            ))}
            <th className={HEAD}>Called bot</th>
            <th className={HEAD}>Called human</th>
            <td />
          </tr>
        </thead>
        <tbody className="mono">
          {rows.map(({ bin, by_threat_level, bots, people }) => (
            <tr key={bin} className="border-t">
              <th className="px-3 text-left font-normal">{(bin / bins.length).toFixed(2)}</th>
              {levels.map(({ level }) => (
                <td key={level} className="px-3 text-right">
                  {countWords(by_threat_level[level] ?? 0)}
                </td>
              ))}
              <td className="px-3 text-right">{bots}</td>
              <td className="px-3 text-right">{people}</td>
              <td className="px-1 text-right">
                <button
                  type="button"
                  onClick={() => onChoose(bin)}
                  className="h-6 rounded px-2 font-sans text-accent hover:bg-hover"
                >
                  only these
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

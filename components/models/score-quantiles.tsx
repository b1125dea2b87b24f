import type { ModelFacts } from '#db/model/trained-model.ts'
import { LevelWord } from '#components/severity/level-word.tsx'

const LEVELS = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const

/** How the validation rows' scores are spread, and from where on a score has which level; the bars repeat the numbers. */
export function ScoreQuantiles({ score_quantiles, thresholds }: Pick<ModelFacts, 'score_quantiles' | 'thresholds'>) {
  const rows = Object.entries(score_quantiles)
    .map(([share, score]) => ({ share: Number(share), score }))
    .sort((a, b) => a.share - b.share)
  return (
    <div className="grid gap-3 px-3.5 py-2 text-xs">
      <table>
        <caption className="py-1 text-left text-faint">Scores of the validation rows, from 0 to 1</caption>
        <tbody className="mono">
          {rows.map(({ share, score }) => (
            <tr key={share}>
              <th scope="row" className="pr-3 text-left font-normal whitespace-nowrap">
                {(share * 100).toFixed(share * 100 >= 99.5 && share < 1 ? 1 : 0)} % below
              </th>
              <td className="pr-3 text-right">{score.toFixed(3)}</td>
              <td aria-hidden="true" className="w-40">
                <span className="block h-2 rounded-sm bg-accent" style={{ width: `${Math.min(1, score) * 100}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <table>
        <caption className="py-1 text-left text-faint">A score above this has at least the level</caption>
        <tbody className="mono">
          {LEVELS.map((level) => (
            <tr key={level}>
              <th scope="row" className="pr-3 text-left font-normal">
                <LevelWord level={level} />
              </th>
              <td className="pr-3 text-right">{thresholds[level].toFixed(3)}</td>
              <td aria-hidden="true" className="w-40">
                <span
                  className="block h-2 rounded-sm bg-line-strong"
                  style={{ width: `${Math.min(1, thresholds[level]) * 100}%` }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

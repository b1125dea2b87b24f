import type { CampaignTrait } from '#db/model/campaign.ts'
import { readingWords } from '#db/model/feature-scale.ts'
import { featureWords } from '#db/model/feature-words.ts'

/** Where deviations end: what is farther is not told apart. */
const DEVIATION_MAX = 6

/** What the members share and people do not: a bar for how far from people, and both readings as text. */
export function TraitBars({ traits }: { traits: readonly CampaignTrait[] }) {
  if (traits.length === 0)
    return (
      <p className="px-3.5 py-3 text-soft">
        No single feature sets all members apart from people; they are close to each other in many small ways.
      </p>
    )
  return (
    <div className="overflow-x-auto px-3.5 pt-2 pb-3" tabIndex={0} role="region" aria-label="What the members share">
      <table className="w-full text-xs">
        <thead className="text-left text-faint">
          <tr>
            <th scope="col" className="py-1 pr-3 font-medium">
              Feature
            </th>
            <th scope="col" className="py-1 pr-3 font-medium">
              Members, half of them below
            </th>
            <th scope="col" className="py-1 pr-3 font-medium">
              Ordinary sessions
            </th>
            <th scope="col" className="w-2/5 min-w-40 py-1 font-medium">
              Deviations below | above people
            </th>
          </tr>
        </thead>
        <tbody>
          {traits.map(({ feature, median, human_median, deviation }) => (
            <tr key={feature} className="border-t border-line/60">
              <th scope="row" className="py-1 pr-3 text-left font-normal" title={feature}>
                {featureWords(feature)}
              </th>
              <td className="mono py-1 pr-3 whitespace-nowrap">{readingWords(feature, median)}</td>
              <td className="mono py-1 pr-3 whitespace-nowrap text-soft">{readingWords(feature, human_median)}</td>
              <td className="py-1">
                <span className="flex items-center gap-2">
                  <svg viewBox="-100 0 200 10" preserveAspectRatio="none" className="h-3 flex-1" aria-hidden="true">
                    <rect
                      x={Math.min(0, (deviation / DEVIATION_MAX) * 100)}
                      width={Math.abs(deviation / DEVIATION_MAX) * 100}
                      y="1"
                      height="8"
                      fill="var(--bot)"
                    />
                    <path d="M0 0v10" stroke="var(--line-strong)" vectorEffect="non-scaling-stroke" />
                  </svg>
                  <span className="mono w-14 text-right">
                    {Math.abs(deviation) >= DEVIATION_MAX ? (deviation < 0 ? '≤ ' : '≥ ') : ''}
                    {deviation < 0 && '−'}
                    {Math.abs(deviation).toFixed(1)}
                  </span>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

import type { FeatureReading } from '#db/model/session-detail.ts'
import { readingWords, scaleOf } from '#db/model/feature-scale.ts'
import { featureWords } from '#db/model/feature-words.ts'
import { valueWords } from '#db/model/value-words.ts'

/** Beyond this many interquartile ranges a bar says no more than its number. */
const FULL_BAR = 8

function comparable(features: readonly FeatureReading[]) {
  return features
    .flatMap((feature) => {
      const { value, baseline_median, deviation } = feature
      return value === null || baseline_median === null || deviation === null
        ? []
        : [{ ...feature, value, baseline_median, deviation }]
    })
    .sort((a, b) => Math.abs(b.deviation) - Math.abs(a.deviation))
}

function Bar({ deviation }: { deviation: number }) {
  const share = Math.min(1, Math.abs(deviation) / FULL_BAR) * 50
  return (
    <span aria-hidden="true" className="relative block h-3 rounded-sm bg-hover">
      <span className="absolute inset-y-0 left-1/2 w-px bg-line-strong" />
      <span
        className="absolute inset-y-0.5 rounded-sm bg-accent"
        style={deviation < 0 ? { right: '50%', width: `${share}%` } : { left: '50%', width: `${share}%` }}
      />
    </span>
  )
}

/** What the model takes, where that is not what is shown. */
function takenAs(name: string, value: number): string | undefined {
  const scale = scaleOf(name)
  return scale === undefined ? undefined : `The model takes ${valueWords(value)} (${scale})`
}

function deviationWords(deviation: number, baseline_iqr: number | null): string {
  if (Math.abs(deviation) < 0.05) return 'at the median'
  if (baseline_iqr === 0) return `${deviation > 0 ? 'above' : 'below'}; hardly varies in training`
  const size = Math.abs(deviation)
  return `${size >= 100 ? '> 99' : size.toFixed(1)} × IQR ${deviation > 0 ? 'above' : 'below'}`
}

/** Distances, not causes: an isolation forest gives no contributions, and this must not pretend that it does. */
export function FeatureDeviations({ features, most }: { features: readonly FeatureReading[]; most: number }) {
  const all = comparable(features)
  const shown = all.slice(0, most)
  const used = features.filter(({ baseline_median }) => baseline_median !== null)
  const unknown = used.length - all.length
  const unused = features.length - used.length
  if (all.length === 0)
    return (
      <p className="px-3.5 py-3 text-soft">
        Nothing to compare with: no model with a baseline has scored this session yet, or too little was seen of it.
        Without reasons the proposal is “unsure”.
      </p>
    )
  return (
    <div className="px-3.5 py-2.5">
      <table className="w-full text-xs">
        <thead className="text-left text-faint">
          <tr>
            <th className="py-1 pr-3 font-medium">Feature</th>
            <th className="px-1.5 text-right font-medium sm:px-3">This session</th>
            <th className="px-1.5 text-right font-medium sm:px-3">Median in training</th>
            <th className="hidden w-[34%] px-3 font-medium sm:table-cell">Distance</th>
            <th className="pl-3 text-right font-medium">
              <span className="sr-only">Distance in words</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, value, baseline_median, baseline_iqr, deviation }) => (
            <tr key={name} className="border-t border-line/60">
              <th scope="row" className="py-1 pr-3 text-left font-normal" title={name}>
                {featureWords(name)}
              </th>
              <td className="mono px-1.5 text-right sm:px-3" title={takenAs(name, value)}>
                {readingWords(name, value)}
              </td>
              <td className="mono px-1.5 text-right text-soft sm:px-3" title={takenAs(name, baseline_median)}>
                {readingWords(name, baseline_median)}
              </td>
              <td className="hidden px-3 sm:table-cell">
                <Bar deviation={deviation} />
              </td>
              <td className="pl-3 text-right text-soft sm:whitespace-nowrap">
                {deviationWords(deviation, baseline_iqr)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="pt-2 text-xs text-faint">
        {shown.length} of {all.length} comparable features, the farthest first. Distance is counted in interquartile
        ranges (IQR) of the training traffic, of logarithms where a number’s hover names one; it says how this session
        differs, not why the model scored it so.
        {unknown > 0 && ` ${unknown} had too little evidence to compare.`}
        {unused > 0 && ` ${unused} the model does not use.`}
      </p>
    </div>
  )
}

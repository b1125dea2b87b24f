import type { SessionExplanation } from '#db/model/explanation.ts'
import { scaleOf } from '#db/model/feature-scale.ts'
import { featureWords } from '#db/model/feature-words.ts'
import { valueWords } from '#db/model/value-words.ts'
import { contributionWords, reasonReading } from './why-words.ts'

type Reason = SessionExplanation['reasons'][number]

/** Right of the middle: more anomalous; left: more ordinary. */
function Bar({ contribution, most }: { contribution: number; most: number }) {
  const share = (Math.abs(contribution) / most) * 50
  const color = contribution > 0 ? 'var(--bot)' : 'var(--human)'
  return (
    <span aria-hidden="true" className="relative block h-3.5 rounded-sm bg-hover">
      <span className="absolute inset-y-0 left-1/2 w-px bg-line-strong" />
      <span
        className="absolute inset-y-0.5 rounded-sm"
        style={
          contribution < 0
            ? { right: '50%', width: `${share}%`, background: color }
            : { left: '50%', width: `${share}%`, background: color }
        }
      />
    </span>
  )
}

function takenAs({ feature, value }: Reason): string | undefined {
  const scale = scaleOf(feature)
  return scale === undefined || value === null ? feature : `${feature}: the model takes ${valueWords(value)} (${scale})`
}

function Row({ reason, most }: { reason: Reason; most: number }) {
  const { feature, contribution, value, human_median } = reason
  return (
    <tr className="border-t border-line/60">
      <th scope="row" className="py-1.5 pr-3 text-left font-medium" title={takenAs(reason)}>
        {featureWords(feature)}
      </th>
      <td className="mono px-1.5 text-right sm:px-3">{reasonReading(feature, value)}</td>
      <td className="mono px-1.5 text-right text-soft sm:px-3">{reasonReading(feature, human_median)}</td>
      <td className="hidden px-3 sm:table-cell">
        <Bar contribution={contribution} most={most} />
      </td>
      <td className="mono pl-2 text-right whitespace-nowrap">
        {contributionWords(contribution)}
        <span className="sr-only">{contribution > 0 ? ', more anomalous' : ', more ordinary'}</span>
      </td>
    </tr>
  )
}

/** At most five signed reasons, strongest first; the numbers say the same as the bars. */
export function WhyBars({ reasons }: { reasons: readonly Reason[] }) {
  const most = Math.max(...reasons.map(({ contribution }) => Math.abs(contribution)))
  return (
    <table className="w-full text-xs">
      <caption className="sr-only">What made the score, strongest first</caption>
      <thead className="text-left text-faint">
        <tr>
          <th className="py-1 pr-3 font-medium">Reason</th>
          <th className="px-1.5 text-right font-medium sm:px-3">This session</th>
          <th
            className="px-1.5 text-right font-medium sm:px-3"
            title="Median of people with the same claimed browser, where the model met enough of them; else of all people"
          >
            People
          </th>
          <th className="hidden w-[30%] px-3 text-center font-medium sm:table-cell">ordinary | anomalous</th>
          <th className="pl-2 text-right font-medium">Adds</th>
        </tr>
      </thead>
      <tbody>
        {reasons.map((reason) => (
          <Row key={reason.feature} reason={reason} most={most} />
        ))}
      </tbody>
    </table>
  )
}

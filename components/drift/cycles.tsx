import type { Drift } from '#db/model/drift.ts'
import { countWords, plural } from '#components/text/number-words.ts'
import { utcDateTime } from '#components/text/utc.ts'
import { millisecondsWords } from './drift-words.ts'
import { Figure } from './figure.tsx'
import { TimeLine } from './time-line.tsx'

function sentenceOf({ data }: Drift['cycles']): string {
  const cycles = data.reduce((sum, bucket) => sum + bucket.cycles, 0)
  if (cycles === 0) return 'No scoring cycle ran in the last 2 days.'
  const scored = data.reduce((sum, bucket) => sum + bucket.scored, 0)
  const failed = data.reduce((sum, bucket) => sum + bucket.failed, 0)
  const longest = Math.max(...data.map(({ duration_ms_max }) => duration_ms_max))
  const failures = failed === 0 ? 'none failed' : `${plural(failed, 'cycle')} failed in part or had no model`
  return `${plural(cycles, 'cycle')} scored ${plural(scored, 'session')} in 2 days; the longest took ${millisecondsWords(longest)}, ${failures}.`
}

/** Mean time of each step over all cycles shown. */
function stepsOf({ data }: Drift['cycles']): [step: string, ms: number][] {
  const totals = new Map<string, { ms: number; cycles: number }>()
  for (const { steps_ms, cycles } of data) {
    for (const [step, ms] of Object.entries(steps_ms)) {
      const total = totals.get(step) ?? { ms: 0, cycles: 0 }
      totals.set(step, { ms: total.ms + ms * cycles, cycles: total.cycles + cycles })
    }
  }
  return [...totals].map(([step, { ms, cycles }]): [string, number] => [step, ms / cycles]).sort((a, b) => b[1] - a[1])
}

function Steps({ steps }: { steps: readonly (readonly [string, number])[] }) {
  const longest = Math.max(1, ...steps.map(([, ms]) => ms))
  return (
    <table className="mx-3.5 text-xs">
      <caption className="py-1 text-left text-faint">Mean time of each step</caption>
      <tbody>
        {steps.map(([step, ms]) => (
          <tr key={step}>
            <th scope="row" className="pr-3 text-left font-normal">
              {step.replaceAll('_', ' ')}
            </th>
            <td className="mono pr-3 text-right">{millisecondsWords(ms)}</td>
            <td aria-hidden="true" className="w-40">
              <span className="block h-2 rounded-sm bg-accent" style={{ width: `${(100 * ms) / longest}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What scoring costs, and whether it ran. */
export function Cycles({ cycles }: { cycles: Drift['cycles'] }) {
  const { data } = cycles
  const steps = stepsOf(cycles)
  return (
    <>
      <Figure
        label="Scoring cycles"
        sentence={sentenceOf(cycles)}
        columns={[
          { word: 'From, UTC+00:00' },
          { word: 'Cycles', isNumber: true },
          { word: 'Scored', isNumber: true },
          { word: 'Mean', isNumber: true },
          { word: 'Longest', isNumber: true },
          { word: 'Failed in part', isNumber: true },
        ]}
        rows={data.map((bucket) => [
          utcDateTime(bucket.bucket_start),
          countWords(bucket.cycles),
          countWords(bucket.scored),
          millisecondsWords(bucket.duration_ms),
          millisecondsWords(bucket.duration_ms_max),
          countWords(bucket.failed),
        ])}
      >
        <TimeLine
          points={data.map(({ bucket_start, duration_ms, duration_ms_max }) => ({
            at: bucket_start,
            values: { mean: duration_ms, longest: duration_ms_max },
          }))}
          lines={[
            { key: 'mean', color: 'var(--accent)' },
            { key: 'longest', color: 'var(--text-faint)', dashed: true },
          ]}
          words={millisecondsWords}
        />
        {data.length > 0 && (
          <p aria-hidden="true" className="px-3.5 text-xs text-soft">
            <span className="text-accent">—</span> mean of half an hour <span className="text-faint">- -</span> longest
          </p>
        )}
      </Figure>
      {steps.length > 0 && (
        <div className="pb-3">
          <Steps steps={steps} />
        </div>
      )}
    </>
  )
}

import type { NewJa4s } from '#db/model/drift.ts'
import { countWords, plural } from '#components/text/number-words.ts'
import { utcDate } from '#components/text/utc.ts'

/** JA4s that nobody had before, day by day; the bars repeat the numbers. */
export function NewFingerprints({ days }: { days: readonly NewJa4s[] }) {
  const last = days.at(-1)
  if (last === undefined) return <p className="px-3.5 py-2">No JA4 was seen for the first time in the last 14 days.</p>
  const sum = days.reduce((all, { new_ja4s }) => all + new_ja4s, 0)
  const most = Math.max(...days.map(({ new_ja4s }) => new_ja4s))
  return (
    <>
      <p className="px-3.5 py-2">
        {plural(sum, 'JA4')} of the {countWords(last.ja4s)} known were seen for the first time in the last 14 days.
      </p>
      <table className="mx-3.5 mb-3 text-xs">
        <caption className="sr-only">New JA4s by day</caption>
        <thead className="text-left text-faint">
          <tr>
            <th className="pr-3 font-medium">Day, UTC</th>
            <th className="pr-3 text-right font-medium">New</th>
            <th className="pr-3 text-right font-medium">Known</th>
            <td />
          </tr>
        </thead>
        <tbody className="mono">
          {days.map(({ day, new_ja4s, ja4s }) => (
            <tr key={day}>
              <th scope="row" className="pr-3 text-left font-normal whitespace-nowrap">
                {utcDate(day)}
              </th>
              <td className="pr-3 text-right">{countWords(new_ja4s)}</td>
              <td className="pr-3 text-right text-soft">{countWords(ja4s)}</td>
              <td aria-hidden="true" className="w-40">
                <span className="block h-2 rounded-sm bg-accent" style={{ width: `${(100 * new_ja4s) / most}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

import type { BrowserCount } from '#db/model/browsers.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords } from '#components/text/number-words.ts'
import { claimedWords, evidenceWords } from './browser-words.ts'

/** More columns than these are put together. */
const MOST_COLUMNS = 8

interface Matrix {
  claims: string[]
  families: string[]
  cell: (claimed: string, family: string) => { sessions: number; incoherent: number }
}

function matrixOf(counts: readonly BrowserCount[]): Matrix {
  const total = (pick: (count: BrowserCount) => string) => {
    const sums = new Map<string, number>()
    for (const count of counts) sums.set(pick(count), (sums.get(pick(count)) ?? 0) + count.sessions)
    return [...sums].sort(([a, one], [b, other]) => other - one || a.localeCompare(b)).map(([name]) => name)
  }
  const known = new Map(counts.map((count) => [`${count.claimed_browser}\n${count.browser_family}`, count]))
  return {
    claims: total(({ claimed_browser }) => claimed_browser),
    families: total(({ browser_family }) => browser_family).slice(0, MOST_COLUMNS),
    cell: (claimed, family) => known.get(`${claimed}\n${family}`) ?? { sessions: 0, incoherent: 0 },
  }
}

function Cell({ sessions, incoherent }: { sessions: number; incoherent: number }) {
  if (sessions === 0) return <td className="px-3.5 py-1.5 text-right text-faint">·</td>
  const wash = incoherent * 2 > sessions ? 'bg-warn-wash text-warn' : 'bg-accent-wash'
  return (
    <td className={`border-l border-line/60 px-3.5 py-1.5 text-right ${wash}`}>
      <span className="mono">{countWords(sessions)}</span>
      {incoherent > 0 && (
        <span className="block text-2xs whitespace-nowrap">≠ {countWords(incoherent)} do not fit</span>
      )}
    </td>
  )
}

/** Claimed browser by row, program by evidence by column. */
export function FamilyMatrix({ counts }: { counts: readonly BrowserCount[] }) {
  const { claims, families, cell } = matrixOf(counts)
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Claimed and shown browsers, a table">
      <table className="w-full">
        <caption className="px-3.5 pt-2 text-left text-xs text-faint">
          Rows: what the user agent claims. Columns: what TLS, HTTP/2 and headers show. «≠»: sessions whose coherence is
          below a half.
        </caption>
        <thead className="text-xs text-faint">
          <tr>
            <th scope="col" className="px-3.5 py-1.5 text-left font-medium">
              Claims
            </th>
            {families.map((family) => (
              <th key={family} scope="col" className="px-3.5 py-1.5 text-right font-medium">
                <HostileText text={evidenceWords(family)} most={30} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {claims.map((claimed) => (
            <tr key={claimed} className="border-t border-line/60">
              <th scope="row" className="px-3.5 py-1.5 text-left font-medium whitespace-nowrap">
                <HostileText text={claimedWords(claimed)} most={30} />
              </th>
              {families.map((family) => (
                <Cell key={family} {...cell(claimed, family)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

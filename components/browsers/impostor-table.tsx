import Link from 'next/link'
import type { Impostor } from '#db/model/browsers.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords } from '#components/text/number-words.ts'
import { axisWords, claimedWords, evidenceWords } from './browser-words.ts'

const COLUMNS = [
  'Claims',
  'Shows',
  'JA4',
  'Sessions',
  'Addresses',
  'Coherence',
  'Does not fit',
  'Least coherent',
] as const

/** Who claims a browser and shows that it is none, or another. */
export function ImpostorTable({ impostors }: { impostors: readonly Impostor[] }) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Impostors, a table">
      <table className="w-full min-w-[64rem]">
        <thead className="text-left text-xs text-faint">
          <tr>
            {COLUMNS.map((name) => (
              <th key={name} scope="col" className="px-3.5 py-1.5 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {impostors.map((impostor) => (
            <tr key={impostor.session_id} className="border-t border-line/60 hover:bg-hover">
              <td className="px-3.5 py-1">{claimedWords(impostor.claimed_browser)}</td>
              <td className="px-3.5">
                <HostileText text={evidenceWords(impostor.browser_family)} most={30} />
              </td>
              <td className="mono px-3.5">
                <HostileText text={impostor.ja4} most={40} empty="(plain HTTP)" />
              </td>
              <td className="mono px-3.5">{countWords(impostor.sessions)}</td>
              <td className="mono px-3.5">{countWords(impostor.addresses)}</td>
              <td className="mono px-3.5">{impostor.coherence.toFixed(2)}</td>
              <td className="px-3.5 text-soft">{impostor.unfit_axes.map(axisWords).join(', ') || 'differs'}</td>
              <td className="px-3.5">
                <Link
                  href={`/sessions/${impostor.session_id}`}
                  aria-label={`Least coherent session of ${countWords(impostor.sessions)}`}
                  className="inline-flex min-h-6 items-center text-accent hover:underline"
                >
                  session
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

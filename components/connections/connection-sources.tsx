import type { ConnectionSource } from '#db/model/connection.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords } from '#components/text/number-words.ts'
import { bothClocks, utcDate, utcTime } from '#components/text/utc.ts'
import { STATE_WORDS } from './connection-states.ts'
import { StateMark } from './state-mark.tsx'

interface ConnectionSourcesProps {
  sources: readonly ConnectionSource[]
  onChoose: (src_ip: string) => void
}

/** The addresses with the most of it, and what their connections became. */
export function ConnectionSources({ sources, onChoose }: ConnectionSourcesProps) {
  return (
    <div
      className="relative max-h-44 overflow-auto"
      tabIndex={0}
      role="region"
      aria-label="Addresses with the most connections"
    >
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-panel text-left text-faint">
          <tr>
            <th className="px-3 py-1 font-medium">Source address</th>
            <th className="px-2 py-1 text-right font-medium">Connections</th>
            <th className="px-2 py-1 font-medium">Became</th>
            <th className="px-2 py-1 text-right font-medium">Servers</th>
            <th className="px-3 py-1 text-right font-medium">Last, UTC</th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <tr key={source.src_ip} className="border-t border-line/60">
              <th className="px-3 text-left font-normal">
                <button
                  type="button"
                  onClick={() => onChoose(source.src_ip)}
                  className="min-h-6 text-accent hover:underline"
                >
                  <HostileText text={source.src_ip} most={45} />
                </button>
              </th>
              <td className="mono px-2 text-right">{countWords(source.connections)}</td>
              <td className="px-2">
                <ul className="flex flex-wrap gap-x-2.5">
                  {STATE_WORDS.filter(({ state }) => (source.by_state[state] ?? 0) > 0).map(({ state, word }) => (
                    <li key={state} className="inline-flex items-center gap-1 whitespace-nowrap">
                      <StateMark state={state} size={12} />
                      <span className="mono">{countWords(source.by_state[state] ?? 0)}</span>
                      <span className="sr-only">{word}</span>
                    </li>
                  ))}
                </ul>
              </td>
              <td className="mono px-2 text-right" title="Different addresses and ports of ours">
                {countWords(source.ports)}
              </td>
              <td className="mono px-3 text-right text-soft" title={bothClocks(source.last_seen_at)}>
                <span className="text-faint">{utcDate(source.last_seen_at).slice(5)}</span>{' '}
                {utcTime(source.last_seen_at)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

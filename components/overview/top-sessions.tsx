import Link from 'next/link'
import type { TriagedSession } from '#db/model/session.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords } from '#components/text/number-words.ts'
import { ScoreBadge } from '#components/severity/score-badge.tsx'
import { bothClocks, utcDate, utcTime } from '#components/text/utc.ts'
import { VerdictBadge } from '#components/verdicts/verdict-badge.tsx'

const COLUMNS = [
  'Anomaly score',
  'Source address',
  'Host',
  'Claims to be',
  'Requests',
  'Last seen, UTC+00:00',
  'Verdict',
] as const

function SessionRow({ session }: { session: TriagedSession }) {
  return (
    <tr className="border-t border-line/60 hover:bg-hover">
      <td className="px-3.5 py-1">
        <ScoreBadge {...session} />
      </td>
      <td className="px-3.5">
        <Link
          href={`/sessions/${session.session_id}`}
          className="inline-flex min-h-6 items-center text-accent hover:underline"
        >
          <HostileText text={session.src_ip} />
        </Link>
      </td>
      <td className="px-3.5">
        <HostileText text={session.host} most={40} empty="(no host)" />
      </td>
      <td className="max-w-72 truncate px-3.5 text-soft" title={session.user_agent}>
        <HostileText text={session.user_agent} most={300} empty="(none sent)" />
      </td>
      <td className="mono px-3.5">{countWords(session.hits)}</td>
      <td className="mono px-3.5 text-soft">
        <time dateTime={session.ended_at} title={bothClocks(session.ended_at)}>
          <span className="text-faint">{utcDate(session.ended_at).slice(5)}</span> {utcTime(session.ended_at)}
        </time>
      </td>
      <td className="px-3.5">
        {session.verdict === null ? (
          <span className="text-faint">—</span>
        ) : (
          <VerdictBadge verdict={session.verdict} bot_class={null} />
        )}
      </td>
    </tr>
  )
}

/** A short table of sessions, each a link to its evidence. */
export function TopSessions({ sessions }: { sessions: readonly TriagedSession[] }) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Their table">
      <table className="w-full min-w-[46rem]">
        <thead className="text-left text-xs text-faint">
          <tr>
            {COLUMNS.map((name) => (
              <th key={name} className="px-3.5 py-1.5 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <SessionRow key={session.session_id} session={session} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

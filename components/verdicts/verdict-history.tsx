import type { Verdict } from '#db/model/verdict.ts'
import { bothClocks, utcDateTime } from '#components/text/utc.ts'
import { VerdictBadge } from './verdict-badge.tsx'

export function VerdictHistory({ verdicts }: { verdicts: readonly Verdict[] }) {
  if (verdicts.length === 0)
    return <p className="border-t px-3.5 py-2.5 text-xs text-faint">Nobody has decided on this session yet.</p>
  return (
    <ol aria-label="Verdicts, newest first" className="border-t text-xs">
      {verdicts.map((verdict) => (
        <li key={verdict.verdict_id} className="grid gap-1 border-b border-line/60 px-3.5 py-2 last:border-0">
          <div className="flex flex-wrap items-center gap-2">
            <VerdictBadge verdict={verdict.verdict} bot_class={verdict.bot_class} />
            <span className="text-soft">{verdict.decided_by}</span>
            <time
              dateTime={verdict.decided_at}
              title={bothClocks(verdict.decided_at)}
              className="mono ml-auto text-faint"
            >
              {utcDateTime(verdict.decided_at)} UTC
            </time>
          </div>
          {verdict.note !== '' && <p className="break-words whitespace-pre-wrap text-soft">{verdict.note}</p>}
        </li>
      ))}
    </ol>
  )
}

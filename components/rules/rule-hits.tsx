import type { RuleHit } from '#db/model/rule.ts'
import { LevelWord } from '#components/severity/level-word.tsx'
import { countWords } from '#components/text/number-words.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { bothClocks, utcTime } from '#components/text/utc.ts'
import { countName, hourWords, ruleWords } from './rule-words.ts'

function Hit({ hit }: { hit: RuleHit }) {
  const { word, says } = ruleWords(hit.rule)
  return (
    <li className="grid gap-1 border-t border-line/60 px-3.5 py-2 first:border-0">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <LevelWord level={hit.threat_level} />
        <span className="font-medium">{says === '' ? <HostileText text={word} most={60} /> : word}</span>
        <span className="ml-auto text-xs text-faint">
          traffic of <time title={bothClocks(hit.window_start)}>{hourWords(hit.window_start)}</time> UTC, found{' '}
          <time title={bothClocks(hit.first_detected_at)}>{utcTime(hit.first_detected_at)}</time>
          {utcTime(hit.detected_at) !== utcTime(hit.first_detected_at) && (
            <>
              , more at <time title={bothClocks(hit.detected_at)}>{utcTime(hit.detected_at)}</time>
            </>
          )}
        </span>
      </p>
      <p>{hit.reason}</p>
      <ul className="flex flex-wrap gap-x-4 text-xs text-soft" aria-label="What the rule counted">
        {Object.entries(hit.rule_counts).map(([name, count]) => (
          <li key={name}>
            <span className="mono text-text">{countWords(count)}</span> {countName(name)}
          </li>
        ))}
      </ul>
    </li>
  )
}

/** What rules that need no model say of a session, each with its counts; nothing when none speaks of it. */
export function RuleHits({ hits }: { hits: readonly RuleHit[] }) {
  if (hits.length === 0) return null
  return (
    <ul>
      {hits.map((hit) => (
        <Hit key={`${hit.rule} ${hit.host}`} hit={hit} />
      ))}
    </ul>
  )
}

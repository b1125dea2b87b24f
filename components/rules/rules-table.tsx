import Link from 'next/link'
import type { RuleSummary } from '#db/model/rule.ts'
import { LevelWord } from '#components/severity/level-word.tsx'
import { THREAT_LEVELS } from '#components/severity/threat-level.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords, plural } from '#components/text/number-words.ts'
import { ageWords, bothClocks } from '#components/text/utc.ts'
import { hourWords, ruleWords } from './rule-words.ts'

/** One sentence for all of them. */
export function rulesSentence(rules: readonly RuleSummary[]): string {
  const [most] = rules
  if (most === undefined) return 'No rule found anything.'
  const sessions = rules.reduce((sum, rule) => sum + rule.sessions, 0)
  const names = plural(rules.length, 'rule')
  return `${names} found ${plural(sessions, 'client')}, most by ${ruleWords(most.rule).word.toLowerCase()} (${countWords(most.sessions)}).`
}

function ExampleLink({ example }: { example: RuleSummary['example'] }) {
  const params = new URLSearchParams({ src_ip: example.src_ip })
  const href = example.session_id === '' ? `/connections?${params}` : `/sessions/${example.session_id}`
  return (
    <Link href={href} className="inline-flex min-h-6 items-center text-accent hover:underline">
      <HostileText text={example.src_ip} most={45} />
    </Link>
  )
}

function Row({ summary, now }: { summary: RuleSummary; now: string }) {
  const { rule, sessions, src_ips, by_threat_level, last_detected_at, last_window_start, example } = summary
  const gravest = THREAT_LEVELS.find(({ level }) => (by_threat_level[level] ?? 0) > 0)
  const { word, says } = ruleWords(rule)
  return (
    <tr className="border-t border-line/60 align-top hover:bg-hover">
      <th scope="row" className="px-3.5 py-1.5 text-left font-normal">
        {says === '' ? <HostileText text={word} most={60} /> : word}
        {says !== '' && <span className="block text-2xs text-faint">{says}</span>}
      </th>
      <td className="px-3 py-1.5">
        <LevelWord level={gravest?.level ?? example.threat_level} />
      </td>
      <td className="mono px-3 py-1.5 text-right">{countWords(sessions)}</td>
      <td className="mono px-3 py-1.5 text-right">{countWords(src_ips)}</td>
      <td className="mono px-3 py-1.5 whitespace-nowrap text-soft" title={bothClocks(last_window_start)}>
        {hourWords(last_window_start)}
      </td>
      <td className="px-3 py-1.5 whitespace-nowrap text-soft" title={bothClocks(last_detected_at)}>
        {ageWords((Date.parse(now) - Date.parse(last_detected_at)) / 1000)} ago
      </td>
      <td className="min-w-80 px-3.5 py-1">
        <ExampleLink example={example} />
        <span className="block text-soft">{example.reason}</span>
      </td>
    </tr>
  )
}

/** What each rule found, with the gravest of its findings as a way in. */
export function RulesTable({ rules, now }: { rules: readonly RuleSummary[]; now: string }) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Rules and what they found">
      <table className="w-full min-w-[58rem]">
        <thead className="text-left text-xs text-faint">
          <tr>
            <th className="px-3.5 py-1.5 font-medium">Rule</th>
            <th className="px-3 py-1.5 font-medium">Gravest</th>
            <th className="px-3 py-1.5 text-right font-medium">Clients</th>
            <th className="px-3 py-1.5 text-right font-medium">Addresses</th>
            <th className="px-3 py-1.5 font-medium">Newest traffic, UTC</th>
            <th className="px-3 py-1.5 font-medium">Last found</th>
            <th className="px-3.5 py-1.5 font-medium">The gravest, and why</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((summary) => (
            <Row key={summary.rule} summary={summary} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

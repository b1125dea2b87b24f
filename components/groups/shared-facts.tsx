import { Fact, Facts } from '#components/evidence/facts.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'

const FACT_WORDS: readonly { fact: string; word: string; empty: string }[] = [
  { fact: 'ja4', word: 'JA4', empty: 'no TLS' },
  { fact: 'header_order_signature', word: 'Header order', empty: 'no header' },
  { fact: 'h2_fingerprint', word: 'HTTP/2', empty: 'no HTTP/2' },
  { fact: 'tcp_stack', word: 'TCP stack', empty: 'SYN not seen' },
  { fact: 'user_agent', word: 'Claims to be', empty: 'no user agent' },
]

interface SharedFactsProps {
  shared: Readonly<Record<string, string>>
  paths: readonly string[]
  hosts: readonly string[]
}

/** What the members have in common, as strangers sent it. */
export function SharedFacts({ shared, paths, hosts }: SharedFactsProps) {
  return (
    <Facts>
      {FACT_WORDS.map(({ fact, word, empty }) => {
        const value = shared[fact]
        return (
          <Fact
            key={fact}
            name={word}
            value={
              value === undefined ? (
                <span className="text-faint">differs</span>
              ) : (
                <span className="break-all">
                  <HostileText text={value} most={100} empty={empty} />
                </span>
              )
            }
          />
        )
      })}
      <Fact name="Asked most" value={<Values values={paths} empty="no longer kept" />} />
      <Fact name="Hosts" value={<Values values={hosts.slice(0, 8)} empty="(no host)" />} />
    </Facts>
  )
}

function Values({ values, empty }: { values: readonly string[]; empty: string }) {
  if (values.length === 0) return <span className="text-faint">{empty}</span>
  return (
    <ul className="grid gap-0.5">
      {values.map((value) => (
        <li key={value} className="break-all">
          <HostileText text={value} most={90} empty={empty} />
        </li>
      ))}
    </ul>
  )
}

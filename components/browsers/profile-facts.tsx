import type { BrowserProfile } from '#db/model/browser-profile.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { plural } from '#components/text/number-words.ts'

function proofWords({ source, sessions, requests, first_day, last_day }: BrowserProfile['proof']): string {
  if (source === 'published') return 'published, not measured here'
  const days = first_day === last_day ? first_day : `${first_day} to ${last_day}`
  const where = source === 'lab' ? 'laboratory' : 'this site'
  return `${where}: ${plural(sessions, 'session')}, ${plural(requests, 'request')}, ${days}`
}

function Values({ name, values }: { name: string; values: readonly string[] }) {
  if (values.length === 0) return null
  return (
    <div className="col-span-2 grid grid-cols-subgrid items-baseline">
      <dt className="text-xs whitespace-nowrap text-faint">{name}</dt>
      <dd className="min-w-0">
        <ul>
          {values.map((value) => (
            <li key={value} className="mono break-all">
              <HostileText text={value} most={400} />
            </li>
          ))}
        </ul>
      </dd>
    </div>
  )
}

/** What a profile holds and where it was seen. */
export function ProfileFacts({ profile }: { profile: BrowserProfile }) {
  const { version_from, version_to, proof } = profile
  const versions =
    version_to === null
      ? `${version_from} and later`
      : version_from === version_to
        ? `${version_from}`
        : `${version_from} to ${version_to}`
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-xs">
      <Values name="Versions" values={[versions]} />
      <Values name="JA4" values={profile.ja4s} />
      <Values name="HTTP/2" values={profile.h2_fingerprints} />
      <Values
        name="Headers of a page"
        values={profile.document_headers.map(
          ({ http_version, scheme, names }) => `${scheme} HTTP/${http_version}: ${names.join(' ')}`,
        )}
      />
      <div className="col-span-2 grid grid-cols-subgrid items-baseline">
        <dt className="text-xs whitespace-nowrap text-faint">Proof</dt>
        <dd className="text-soft">
          {proofWords(proof)}. <HostileText text={proof.seen} most={300} />
        </dd>
      </div>
    </dl>
  )
}

import Link from 'next/link'
import type { SessionGroups } from '#db/model/scan.ts'
import { readingWords } from '#db/model/feature-scale.ts'
import { featureWords } from '#db/model/feature-words.ts'
import { Panel } from '#components/frame/panel.tsx'

/** What a session is part of, each with its proof; nothing when it is part of nothing. */
export function MembershipPanel({ groups }: { groups: SessionGroups }) {
  const { campaign, fleets, scans } = groups
  if (campaign === null && fleets.length === 0 && scans.length === 0) return null
  return (
    <Panel title="Company it keeps">
      <ul className="divide-y divide-line/60 text-sm">
        {campaign !== null && (
          <li className="grid gap-1 px-3.5 py-2">
            <p>
              <Lead href={`/campaigns/${campaign.campaign_id}`} words={`Campaign #${campaign.campaign_id}`} />,
              membership {Math.round(100 * campaign.membership)} %. {campaign.reason}
            </p>
            <ul className="text-xs text-soft">
              {campaign.proof.map(({ feature, value, campaign_median }) => (
                <li key={feature}>
                  {featureWords(feature)}: {readingWords(feature, value)} (the campaign:{' '}
                  {readingWords(feature, campaign_median)})
                </li>
              ))}
            </ul>
          </li>
        )}
        {fleets.map(({ fleet_id, fleet_score, addresses, proof }) => (
          <li key={fleet_id} className="px-3.5 py-2">
            <Lead href={`/fleets/${fleet_id}`} words={`Fleet ${fleet_id.slice(0, 8)}`} /> of {addresses} addresses,
            score {fleet_score.toFixed(2)}: {proof}.
          </li>
        ))}
        {scans.map(({ scan_id, reason }) => (
          <li key={scan_id} className="px-3.5 py-2">
            <Lead href="/fleets#scanners" words="Scanner of several hosts" />: {reason}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Lead({ href, words }: { href: string; words: string }) {
  return (
    <Link href={href} className="inline-flex min-h-6 items-center text-accent hover:underline">
      {words}
    </Link>
  )
}

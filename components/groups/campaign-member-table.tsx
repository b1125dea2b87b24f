import Link from 'next/link'
import type { CampaignMember } from '#db/model/campaign.ts'
import { readingWords } from '#db/model/feature-scale.ts'
import { featureWords } from '#db/model/feature-words.ts'
import { ScoreBadge } from '#components/severity/score-badge.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords } from '#components/text/number-words.ts'
import { bothClocks, utcDate } from '#components/text/utc.ts'
import { SortableTable, type SortableColumn } from './sortable-table.tsx'

const COLUMNS: readonly SortableColumn<CampaignMember>[] = [
  {
    id: 'session',
    header: 'Session',
    sortBy: ({ src_ip }) => src_ip,
    cell: ({ session_id, src_ip }) => (
      <Link
        href={`/sessions/${encodeURIComponent(session_id)}`}
        className="inline-flex min-h-6 items-center text-accent hover:underline"
      >
        <HostileText text={src_ip} most={45} />
      </Link>
    ),
  },
  {
    id: 'hour',
    header: 'Hour, UTC',
    sortBy: ({ window_start }) => window_start,
    cell: ({ window_start }) => (
      <span className="mono whitespace-nowrap text-soft" title={bothClocks(window_start)}>
        {utcDate(window_start).slice(5)} {window_start.slice(11, 16)}
      </span>
    ),
  },
  {
    id: 'host',
    header: 'Host',
    sortBy: ({ host }) => host,
    cell: ({ host }) => <HostileText text={host} most={40} empty="(no host)" />,
  },
  {
    id: 'network',
    header: 'Network',
    sortBy: ({ asn_number }) => asn_number,
    cell: ({ asn_number, asn_org }) =>
      asn_number === 0 ? (
        <span className="text-faint">unknown</span>
      ) : (
        <HostileText text={`AS${asn_number} ${asn_org}`} most={34} />
      ),
  },
  { id: 'hits', header: 'Requests', align: 'right', sortBy: ({ hits }) => hits, cell: ({ hits }) => countWords(hits) },
  {
    id: 'score',
    header: 'Score',
    sortBy: ({ anomaly_score }) => anomaly_score,
    cell: ({ anomaly_score, threat_level }) => <ScoreBadge anomaly_score={anomaly_score} threat_level={threat_level} />,
  },
  {
    id: 'membership',
    header: 'Membership',
    hint: '100 % at the campaign’s heart, towards 0 at its rim',
    align: 'right',
    sortBy: ({ membership }) => membership,
    cell: ({ membership }) => `${Math.round(100 * membership)} %`,
  },
  {
    id: 'proof',
    header: 'Why it belongs here: its value, and the members’ middle',
    cell: ({ proof }) =>
      proof.length === 0 ? (
        <span className="text-faint">near the others in many small ways</span>
      ) : (
        <ul className="grid min-w-64 gap-0.5">
          {proof.map(({ feature, value, campaign_median }) => (
            <li key={feature} title={feature}>
              {featureWords(feature)}: <span className="mono">{readingWords(feature, value)}</span>{' '}
              <span className="text-faint">({readingWords(feature, campaign_median)})</span>
            </li>
          ))}
        </ul>
      ),
  },
]

/** The sessions of a campaign, each with what ties it to the others. */
export function CampaignMemberTable({ members }: { members: readonly CampaignMember[] }) {
  return (
    <SortableTable
      label="Sessions of the campaign"
      className="max-h-[36rem]"
      columns={COLUMNS}
      rows={members}
      rowKey={({ session_id }) => session_id}
    />
  )
}

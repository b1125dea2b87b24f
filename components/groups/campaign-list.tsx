import Link from 'next/link'
import type { TimedCampaign } from '#db/model/campaign.ts'
import { readingWords } from '#db/model/feature-scale.ts'
import { featureWords } from '#db/model/feature-words.ts'
import { rankOf } from '#db/model/threat-level.ts'
import { LevelWord } from '#components/severity/level-word.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords } from '#components/text/number-words.ts'
import { bothClocks, utcDate, utcTime } from '#components/text/utc.ts'
import { SortableTable, type SortableColumn } from './sortable-table.tsx'

const STATES = ['closed', 'quiet', 'active']

const COLUMNS: readonly SortableColumn<TimedCampaign>[] = [
  {
    id: 'campaign',
    header: 'Campaign',
    sortBy: ({ campaign_id }) => campaign_id,
    cell: ({ campaign_id }) => (
      <Link
        href={`/campaigns/${campaign_id}`}
        className="mono inline-flex min-h-6 items-center text-accent hover:underline"
      >
        #{campaign_id}
      </Link>
    ),
  },
  {
    id: 'severity',
    header: 'Severity now',
    hint: 'By the levels its sessions have now, their number and spread, its growth, and how long ago it acted',
    sortBy: ({ threat_level, state }) => 4 * rankOf(threat_level) + STATES.indexOf(state),
    cell: ({ threat_level, state, severity_reason }) => (
      <span className="inline-flex items-center gap-2 whitespace-nowrap" title={severity_reason}>
        <LevelWord level={threat_level} />
        <span className="text-faint">{state}</span>
      </span>
    ),
  },
  countColumn('sessions', 'Sessions'),
  countColumn('flagged', 'Flagged now'),
  countColumn('addresses', 'Addresses'),
  countColumn('hits', 'Requests'),
  {
    id: 'since',
    header: 'Since, UTC',
    sortBy: ({ started_at }) => started_at,
    cell: ({ started_at }) => <When at={started_at} />,
  },
  {
    id: 'last',
    header: 'Last, UTC',
    sortBy: ({ ended_at }) => ended_at,
    cell: ({ ended_at }) => <When at={ended_at} />,
  },
  {
    id: 'hosts',
    header: 'Hosts',
    sortBy: ({ hosts }) => hosts.length,
    cell: ({ hosts }) => (
      <span>
        <HostileText text={hosts[0] ?? ''} most={32} empty="(no host)" />
        {hosts.length > 1 && <span className="text-faint"> and {hosts.length - 1} more</span>}
      </span>
    ),
  },
  {
    id: 'traits',
    header: 'What they share (people)',
    cell: ({ traits }) => (
      <ul className="grid min-w-56 gap-0.5">
        {traits.slice(0, 3).map(({ feature, median, human_median }) => (
          <li key={feature}>
            {featureWords(feature)}: <span className="mono">{readingWords(feature, median)}</span>{' '}
            <span className="text-faint">({readingWords(feature, human_median)})</span>
          </li>
        ))}
      </ul>
    ),
  },
]

/** Each campaign in a line: how urgent it is now, how many, since when, where, and what sets it apart. */
export function CampaignList({ campaigns }: { campaigns: readonly TimedCampaign[] }) {
  return (
    <SortableTable
      label="List of campaigns"
      columns={COLUMNS}
      rows={campaigns}
      rowKey={({ campaign_id }) => String(campaign_id)}
    />
  )
}

function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={bothClocks(at)} className="mono whitespace-nowrap text-soft">
      {utcDate(at).slice(5)} {utcTime(at).slice(0, 5)}
    </time>
  )
}

function countColumn(
  count: 'sessions' | 'flagged' | 'addresses' | 'hits',
  header: string,
): SortableColumn<TimedCampaign> {
  return {
    id: count,
    header,
    align: 'right',
    sortBy: (campaign) => campaign[count],
    cell: (campaign) => countWords(campaign[count]),
  }
}

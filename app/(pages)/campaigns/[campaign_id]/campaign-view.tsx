'use client'

import type { TimedCampaign } from '#db/model/campaign.ts'
import { Panel } from '#components/frame/panel.tsx'
import { CampaignTimeline } from '#components/groups/campaign-timeline.tsx'
import { GroupFailure } from '#components/groups/group-failure.tsx'
import { GroupHead } from '#components/groups/group-head.tsx'
import { TallyTable } from '#components/groups/tally-table.tsx'
import { TraitBars } from '#components/groups/trait-bars.tsx'
import { LevelWord } from '#components/severity/level-word.tsx'
import { Banner } from '#components/states/notice.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { countWords } from '#components/text/number-words.ts'
import { utcDateTime } from '#components/text/utc.ts'
import { failureOf } from '../../../browser/failure-of.ts'
import { useCampaign } from '../../../browser/groups-query.ts'
import { MembersPanel } from './members-panel.tsx'

const sessionsWith = (field: 'host' | 'ja4') => (value: string) =>
  value === '' ? null : `/sessions?range=7d&${field}=${encodeURIComponent(value)}`

const PAGE = {
  title: 'Campaign',
  question: 'What is this operation after?',
  back: { href: '/campaigns', word: 'All campaigns' },
}

export function CampaignView({ campaign_id }: { campaign_id: string }) {
  const query = useCampaign(campaign_id)
  if (query.isPending) return <Skeleton rows={14} label="Loading the campaign" />
  if (query.data === undefined)
    return <GroupFailure {...PAGE} failure={failureOf(query.error)} onRetry={() => query.refetch()} />
  const { campaign, hosts, ja4s, networks } = query.data
  const { started_at, ended_at, traits, reason, severity_reason } = campaign
  return (
    <div className="grid grid-cols-1 content-start gap-3 p-4">
      <GroupHead
        back={{ href: '/campaigns', word: 'Campaigns' }}
        title={`Campaign #${campaign.campaign_id}`}
        question={PAGE.question}
        reason={reason}
        note={severity_reason}
        facts={factsOf(campaign)}
      />
      {query.isError && (
        <Banner>This page stopped following the campaign: {query.error.message} It shows the last answer.</Banner>
      )}
      <Panel title="What they share, and people do not" hint="the middle member beside the middle of ordinary sessions">
        <TraitBars traits={traits} />
      </Panel>
      <Panel title="When it acted">
        <CampaignTimeline campaigns={[campaign]} outliers={[]} waiting={0} since={started_at} until={ended_at} />
      </Panel>
      <div className="grid grid-cols-1 items-start gap-3 lg:grid-cols-2 2xl:grid-cols-3">
        <Panel title="Hosts">
          <TallyTable
            label="Hosts of the campaign"
            header="Host"
            tallies={hosts}
            empty="(no host)"
            hrefOf={sessionsWith('host')}
          />
        </Panel>
        <Panel title="TLS fingerprints">
          <TallyTable
            label="JA4s of the campaign"
            header="JA4"
            tallies={ja4s}
            empty="no TLS"
            hrefOf={sessionsWith('ja4')}
          />
        </Panel>
        <Panel title="Networks">
          <TallyTable label="Networks of the campaign" header="Network" tallies={networks} empty="no list knows it" />
        </Panel>
      </div>
      <MembersPanel campaign_id={campaign_id} />
    </div>
  )
}

function factsOf(campaign: TimedCampaign) {
  const { threat_level, state, sessions, flagged, addresses, hits, started_at, ended_at, persistence } = campaign
  return [
    { name: 'Severity now', value: <LevelWord level={threat_level} /> },
    { name: 'State', value: state },
    { name: 'Sessions', value: countWords(sessions) },
    { name: 'Flagged now', value: countWords(flagged) },
    { name: 'Addresses', value: countWords(addresses) },
    { name: 'Requests', value: countWords(hits) },
    { name: 'First, UTC', value: utcDateTime(started_at).slice(0, 16) },
    { name: 'Last, UTC', value: utcDateTime(ended_at).slice(0, 16) },
    { name: 'Persistence', value: `${Math.round(100 * persistence)} %` },
  ]
}

'use client'

import Link from 'next/link'
import { Button } from '#components/controls/button.tsx'
import { Segmented } from '#components/controls/segmented.tsx'
import { PageHead } from '#components/frame/page-head.tsx'
import { Panel } from '#components/frame/panel.tsx'
import { CampaignList } from '#components/groups/campaign-list.tsx'
import { CampaignTimeline } from '#components/groups/campaign-timeline.tsx'
import { comparedWords, nobodyWords } from '#components/groups/campaign-words.ts'
import { Failure } from '#components/states/failure.tsx'
import { Banner, Notice } from '#components/states/notice.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { failureOf } from '../../browser/failure-of.ts'
import { useCampaigns } from '../../browser/groups-query.ts'
import { useSearchChoice } from '../../browser/use-search-choice.ts'

const RANGES = [
  { value: '24h', word: '24 hours' },
  { value: '7d', word: '7 days' },
  { value: '30d', word: '30 days' },
] as const
const DAYS = { '24h': 1, '7d': 7, '30d': 30 } as const

export function CampaignsView() {
  const [range, setRange] = useSearchChoice('range', ['24h', '7d', '30d'])
  const query = useCampaigns(DAYS[range])
  return (
    <div className="grid grid-cols-1 content-start gap-3 p-4">
      <PageHead title="Campaigns" question="What is this operation after?">
        <Segmented label="Active within" value={range} choices={RANGES} onChoose={setRange} />
      </PageHead>
      {query.isPending ? (
        <Skeleton rows={10} label="Loading campaigns" />
      ) : query.data === undefined ? (
        <Failure what="the campaigns" failure={failureOf(query.error)} onRetry={() => query.refetch()} />
      ) : (
        <Campaigns query={query} data={query.data} />
      )}
    </div>
  )
}

interface CampaignsProps {
  query: Pick<ReturnType<typeof useCampaigns>, 'isError' | 'error' | 'hasNextPage' | 'isFetching' | 'fetchNextPage'>
  data: NonNullable<ReturnType<typeof useCampaigns>['data']>
}

function Campaigns({ query, data }: CampaignsProps) {
  const [first] = data.pages
  if (first === undefined) return null
  const campaigns = data.pages.flatMap((page) => page.data)
  const { outliers, flagged, since, until, as_of, compared_at, waiting } = first
  if (campaigns.length === 0 && flagged === 0) return <NothingFlagged as_of={as_of} />
  return (
    <>
      {query.isError && <Banner>This page stopped following: {query.error?.message} It shows the last answer.</Banner>}
      <Panel title="When they acted" hint="sessions of each hour; hollow: flagged, and in no campaign">
        <CampaignTimeline {...{ campaigns, outliers, waiting, since, until }} />
      </Panel>
      <Panel title="Campaigns" hint={`five flagged sessions or more that act alike; ${comparedWords(compared_at)}`}>
        {campaigns.length === 0 ? (
          <p className="px-3.5 py-3 text-soft">
            {nobodyWords({ flagged, compared_at, waiting })}{' '}
            <Link href="/scores" className="text-accent hover:underline">
              See them by score
            </Link>
            .
          </p>
        ) : (
          <CampaignList campaigns={campaigns} />
        )}
        {query.hasNextPage && (
          <p className="p-2 text-center">
            <Button disabled={query.isFetching} onClick={() => void query.fetchNextPage()}>
              More campaigns
            </Button>
          </p>
        )}
      </Panel>
    </>
  )
}

function NothingFlagged({ as_of }: { as_of: string | null }) {
  return (
    <Notice icon="eye" title={as_of === null ? 'No traffic yet' : 'No session is flagged in this time'}>
      {as_of === null ? (
        <p>Nothing has reached the store, so there is nothing to compare. Health says what each sensor sees.</p>
      ) : (
        <p>
          Campaigns are made of sessions at Medium and above. There is none, or none has been scored: Health says
          whether scoring runs.
        </p>
      )}
      <p>
        <Link href="/health" className="text-accent hover:underline">
          Open Health
        </Link>
      </p>
    </Notice>
  )
}

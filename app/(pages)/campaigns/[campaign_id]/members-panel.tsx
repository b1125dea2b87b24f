'use client'

import { Button } from '#components/controls/button.tsx'
import { Panel } from '#components/frame/panel.tsx'
import { CampaignMemberTable } from '#components/groups/campaign-member-table.tsx'
import { PartFailure } from '#components/states/part-failure.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { plural } from '#components/text/number-words.ts'
import { useCampaignMembers } from '../../../browser/groups-query.ts'

export function MembersPanel({ campaign_id }: { campaign_id: string }) {
  const query = useCampaignMembers(campaign_id)
  const members = query.data?.pages.flatMap((page) => page.data) ?? []
  const hint = query.data && `${plural(members.length, 'session')} loaded, those at its heart first`
  return (
    <Panel title="Sessions" hint={hint}>
      {query.isPending ? (
        <Skeleton rows={6} label="Loading the sessions" />
      ) : query.data === undefined ? (
        <PartFailure what="The sessions" message={query.error.message} onRetry={() => void query.refetch()} />
      ) : members.length === 0 ? (
        <p className="px-3.5 py-3 text-soft">Its sessions were put elsewhere since, or are no longer kept.</p>
      ) : (
        <CampaignMemberTable members={members} />
      )}
      {query.hasNextPage && (
        <p className="p-2 text-center">
          <Button disabled={query.isFetching} onClick={() => void query.fetchNextPage()}>
            More sessions
          </Button>
        </p>
      )}
    </Panel>
  )
}

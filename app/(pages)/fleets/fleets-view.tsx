'use client'

import { Button } from '#components/controls/button.tsx'
import { Segmented } from '#components/controls/segmented.tsx'
import { PageHead } from '#components/frame/page-head.tsx'
import { Panel } from '#components/frame/panel.tsx'
import { FleetList } from '#components/groups/fleet-list.tsx'
import { Failure } from '#components/states/failure.tsx'
import { Banner, Notice } from '#components/states/notice.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { plural } from '#components/text/number-words.ts'
import { failureOf } from '../../browser/failure-of.ts'
import { useFleets } from '../../browser/groups-query.ts'
import { useSearchChoice } from '../../browser/use-search-choice.ts'
import { ScansPanel } from './scans-panel.tsx'

const SORTS = [
  { value: 'growth', word: 'Growth' },
  { value: 'score', word: 'Score' },
  { value: 'newest', word: 'Last seen' },
] as const

export function FleetsView() {
  const [sort, setSort] = useSearchChoice('sort', ['growth', 'score', 'newest'])
  return (
    <div className="grid grid-cols-1 content-start gap-3 p-4">
      <PageHead title="Fleets" question="Which sessions act as one?">
        <Segmented label="Largest first by" value={sort} choices={SORTS} onChoose={setSort} />
      </PageHead>
      <FleetsPanel query={useFleets(sort)} />
      <ScansPanel />
    </div>
  )
}

function FleetsPanel({ query }: { query: ReturnType<typeof useFleets> }) {
  const fleets = query.data?.pages.flatMap((page) => page.data) ?? []
  const addresses = fleets.reduce((sum, fleet) => sum + fleet.addresses, 0)
  const hint =
    fleets.length > 0 &&
    `${plural(fleets.length, 'fleet')} with ${plural(addresses, 'address', 'addresses')}, of the last 7 days`
  return (
    <Panel title="Fleets" hint={hint}>
      {query.isPending ? (
        <Skeleton rows={6} label="Loading fleets" />
      ) : query.data === undefined ? (
        <Failure what="the fleets" failure={failureOf(query.error)} onRetry={() => query.refetch()} />
      ) : fleets.length === 0 ? (
        <NoFleet as_of={query.data.pages[0]?.as_of ?? null} />
      ) : (
        <>
          {query.isError && (
            <Banner>The list stopped following: {query.error.message} It shows the last answer.</Banner>
          )}
          <FleetList fleets={fleets} />
        </>
      )}
      {query.hasNextPage && (
        <p className="p-2 text-center">
          <Button disabled={query.isFetching} onClick={() => void query.fetchNextPage()}>
            More fleets
          </Button>
        </p>
      )}
    </Panel>
  )
}

function NoFleet({ as_of }: { as_of: string | null }) {
  return (
    <Notice icon="eye" title={as_of === null ? 'No traffic yet' : 'No fleet was seen'}>
      {as_of === null ? (
        <p>Nothing has reached the store, so there is nobody to compare. Health says what each sensor sees.</p>
      ) : (
        <p>
          Each look compares the clients of the last two hours, and what it found is listed for seven days: traffic that
          was already older when it came in is not compared. A fleet is five addresses or more that look the same and
          act alike, far more than others on the same hosts do. People with one browser look the same too: they are no
          fleet, however many they are.
        </p>
      )}
    </Notice>
  )
}

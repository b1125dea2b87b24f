'use client'

import { Button } from '#components/controls/button.tsx'
import { Panel } from '#components/frame/panel.tsx'
import { ScanList } from '#components/groups/scan-list.tsx'
import { PartFailure } from '#components/states/part-failure.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { useScans } from '../../browser/groups-query.ts'

/** Who tried one word list on several hosts. */
export function ScansPanel() {
  const query = useScans()
  const scans = query.data?.pages.flatMap((page) => page.data) ?? []
  return (
    <div id="scanners">
      <Panel
        title="Scanners of several hosts"
        hint="one list of paths tried on host after host, by one address or by some that look alike"
      >
        {query.isPending ? (
          <Skeleton rows={3} label="Loading scanners" />
        ) : query.data === undefined ? (
          <PartFailure what="The scanners" message={query.error.message} onRetry={() => void query.refetch()} />
        ) : scans.length === 0 ? (
          <p className="px-3.5 py-3 text-soft">
            {(query.data.pages[0]?.as_of ?? null) === null
              ? 'No traffic yet: nobody could be compared.'
              : 'Nobody asked several hosts for the same paths that people there do not ask for. With a single host there can be no such scanner: path scans of one host are found by rules.'}
          </p>
        ) : (
          <ScanList scans={scans} />
        )}
        {query.hasNextPage && (
          <p className="p-2 text-center">
            <Button disabled={query.isFetching} onClick={() => void query.fetchNextPage()}>
              More scanners
            </Button>
          </p>
        )}
      </Panel>
    </div>
  )
}

'use client'

import { FamilyMatrix } from '#components/browsers/family-matrix.tsx'
import { ImpostorTable } from '#components/browsers/impostor-table.tsx'
import { WeightList } from '#components/browsers/weight-list.tsx'
import { PageHead } from '#components/frame/page-head.tsx'
import { Panel } from '#components/frame/panel.tsx'
import { Failure } from '#components/states/failure.tsx'
import { Banner, Notice } from '#components/states/notice.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { utcDateTime } from '#components/text/utc.ts'
import { useBrowsers } from '../../browser/browsers-query.ts'
import { failureOf } from '../../browser/failure-of.ts'
import { ProfilesPanels } from './profiles-panels.tsx'

function Nothing() {
  return (
    <Notice icon="eye" title="No session was scored in the last 24 hours">
      <p>Families are named when sessions are scored; Health says whether scoring runs.</p>
    </Notice>
  )
}

export function BrowsersView({ mayDecide }: { mayDecide: boolean }) {
  const query = useBrowsers()
  if (query.isPending) return <Skeleton rows={12} label="Loading what browsers were seen" />
  if (query.data === undefined)
    return <Failure what="the browsers seen" failure={failureOf(query.error)} onRetry={() => void query.refetch()} />
  const { since, until, families, impostors, matcher_weights, axis_weights } = query.data
  return (
    <div className="grid grid-cols-1 gap-3 p-4">
      <PageHead title="Browsers" question="Is each client the browser that it claims to be?" />
      {query.isError && (
        <Banner tone="bad">
          No answer since {utcDateTime(until)} UTC: {query.error.message} What follows is old.
        </Banner>
      )}
      <Panel title="Claimed and shown" hint={`scored sessions, ${utcDateTime(since)} to ${utcDateTime(until)} UTC`}>
        {families.length === 0 ? <Nothing /> : <FamilyMatrix counts={families} />}
      </Panel>
      <Panel title="Impostors" hint="claim a browser; what they show does not fit (coherence below a half)">
        {impostors.length === 0 ? (
          <p className="px-3.5 py-3 text-soft">No scored session claims a browser that it does not show.</p>
        ) : (
          <ImpostorTable impostors={impostors} />
        )}
      </Panel>
      <ProfilesPanels mayDecide={mayDecide} />
      <div className="grid items-start gap-3 md:grid-cols-2">
        <Panel title="How a family is named" hint="weight of each likeness; the user agent has none">
          <WeightList label="Weights of the matcher" weights={matcher_weights} />
        </Panel>
        <Panel title="How coherence is scored" hint="weight of each axis; a contradiction counts three times">
          <WeightList label="Weights of the axes" weights={axis_weights} />
        </Panel>
      </div>
    </div>
  )
}

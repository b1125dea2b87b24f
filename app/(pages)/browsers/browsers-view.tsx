'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import type { Browsers } from '#db/model/browsers.ts'
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
    <Notice
      icon="eye"
      title="No session was scored in the last 24 hours"
      actions={
        <Link
          href="/health"
          className="inline-flex h-8 items-center rounded-md border border-line-strong/60 px-2.5 hover:bg-hover"
        >
          Open Health
        </Link>
      }
    >
      <p>Families are named when sessions are scored; Health says whether scoring runs.</p>
    </Notice>
  )
}

function Page({ children }: { children: ReactNode }) {
  return (
    <div className="grid grid-cols-1 gap-3 p-4">
      <PageHead title="Browsers" question="Is each client the browser that it claims to be?" />
      {children}
    </div>
  )
}

function Impostors({ families, impostors }: Pick<Browsers, 'families' | 'impostors'>) {
  if (impostors.length > 0) return <ImpostorTable impostors={impostors} />
  return (
    <p className="px-3.5 py-3 text-soft">
      {families.length === 0
        ? 'Unknown while no session is scored.'
        : 'No scored session claims a browser that it does not show.'}
    </p>
  )
}

export function BrowsersView({ mayDecide }: { mayDecide: boolean }) {
  const query = useBrowsers()
  if (query.isPending)
    return (
      <Page>
        <Skeleton rows={12} label="Loading what browsers were seen" />
      </Page>
    )
  if (query.data === undefined)
    return (
      <Page>
        <Failure what="the browsers seen" failure={failureOf(query.error)} onRetry={() => query.refetch()} />
      </Page>
    )
  const { since, until, families, impostors, matcher_weights, axis_weights } = query.data
  return (
    <Page>
      {query.isError && (
        <Banner tone="bad">
          No answer since {utcDateTime(until)} UTC: {query.error.message} What follows is old.
        </Banner>
      )}
      <Panel title="Claimed and shown" hint={`scored sessions, ${utcDateTime(since)} to ${utcDateTime(until)} UTC`}>
        {families.length === 0 ? <Nothing /> : <FamilyMatrix counts={families} />}
      </Panel>
      <Panel title="Impostors" hint="claim a browser; what they show does not fit (coherence below a half)">
        <Impostors families={families} impostors={impostors} />
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
    </Page>
  )
}

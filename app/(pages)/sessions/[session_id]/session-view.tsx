'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { Failure } from '#components/states/failure.tsx'
import { HttpPanel } from '#components/evidence/http-facts.tsx'
import { PageHead } from '#components/frame/page-head.tsx'
import { Banner } from '#components/states/notice.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { SynPanel } from '#components/evidence/syn-facts.tsx'
import { TlsPanel } from '#components/evidence/tls-facts.tsx'
import { useKeys } from '#components/keys/use-keys.ts'
import { failureOf } from '../../../browser/failure-of.ts'
import { useSession } from '../../../browser/session-query.ts'
import { Coherence } from './coherence.tsx'
import { Decision } from './decision.tsx'
import { Groups } from './groups.tsx'
import { RequestsPanel } from './requests-panel.tsx'
import { Rules } from './rules.tsx'
import { SessionHead } from './session-head.tsx'
import { Why } from './why.tsx'

export function SessionView({ session_id, mayDecide }: { session_id: string; mayDecide: boolean }) {
  const router = useRouter()
  const query = useSession(session_id)
  useKeys({ Escape: () => router.back() })
  if (query.isPending) return <Skeleton rows={14} label="Loading the session" />
  if (query.data === undefined)
    return (
      <div className="grid grid-cols-1 gap-3 p-4">
        <PageHead title="Session" question="Is this a person? What did it do?">
          <Link href="/sessions" className="text-accent hover:underline">
            All sessions
          </Link>
        </PageHead>
        <Failure what="this session" failure={failureOf(query.error)} onRetry={() => query.refetch()} />
      </div>
    )
  const { session, syn, tls, h2_fingerprint, header_order_signature, score, verdicts } = query.data
  return (
    <div className="grid grid-cols-1 gap-3 p-4">
      <SessionHead session={session} score={score} readAt={query.dataUpdatedAt} latest={verdicts[0] ?? null} />
      {query.isError && (
        <Banner>This page stopped following the session: {query.error.message} It shows the last answer.</Banner>
      )}
      <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 grid-cols-1 gap-3">
          <Why detail={query.data} />
          <Coherence session_id={session_id} scored_at={score?.scored_at ?? null} />
          <Rules session_id={session_id} />
          <Groups session_id={session_id} />
          <RequestsPanel session_id={session_id} hits={session.hits} />
        </div>
        <Decision session_id={session_id} verdicts={verdicts} mayDecide={mayDecide} />
      </div>
      <div className="grid grid-cols-1 items-start gap-3 lg:grid-cols-2 2xl:grid-cols-3">
        <TlsPanel tls={tls} />
        <SynPanel syn={syn} />
        <HttpPanel
          http_version={session.http_version}
          h2_fingerprint={h2_fingerprint}
          header_order_signature={header_order_signature}
        />
      </div>
    </div>
  )
}

'use client'

import { useCallback, useState } from 'react'
import type { ProfileState } from '#db/model/browser-profile.ts'
import { ProfileList } from '#components/browsers/profile-list.tsx'
import { ProposalList } from '#components/browsers/proposal-list.tsx'
import { Panel } from '#components/frame/panel.tsx'
import { useKeys } from '#components/keys/use-keys.ts'
import { PartFailure } from '#components/states/part-failure.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { UndoToast } from '#components/verdicts/undo-toast.tsx'
import { useBrowserProfiles, useProfileDecision } from '../../browser/browsers-query.ts'

const UNDO_MS = 30_000

interface Undoable {
  profile_id: string
  before: ProfileState
  words: string
  until: number
}

const DONE = { accepted: 'Accepted: it counts from the next scoring on', refused: 'Refused', proposed: 'Taken back' }

/** Proposals with their decisions, then the profiles that come with the product. */
export function ProfilesPanels({ mayDecide }: { mayDecide: boolean }) {
  const query = useBrowserProfiles()
  const decision = useProfileDecision()
  const [undoable, setUndoable] = useState<Undoable | null>(null)
  const forget = useCallback(() => setUndoable(null), [])
  const takeBack = () => {
    if (undoable === null || decision.isPending) return
    decision.mutate({ profile_id: undoable.profile_id, decision: undoable.before }, { onSuccess: forget })
  }
  useKeys({ z: takeBack })
  if (query.isPending) return <Skeleton rows={4} label="Loading the profiles" />
  if (query.data === undefined)
    return <PartFailure what="The profiles" message={query.error.message} onRetry={() => void query.refetch()} />
  const { bundled, site } = query.data
  const decide = (profile_id: string, wanted: ProfileState) => {
    const before = site.find(({ profile }) => profile.profile_id === profile_id)?.state ?? 'proposed'
    const until = Date.now() + UNDO_MS
    decision.mutate(
      { profile_id, decision: wanted },
      { onSuccess: () => setUndoable({ profile_id, before, words: DONE[wanted], until }) },
    )
  }
  return (
    <>
      <Panel
        title="Proposals"
        hint={
          mayDecide
            ? 'what this site’s verified people use and no profile knew'
            : 'deciding needs the permission rules:write'
        }
      >
        {site.length === 0 ? (
          <p className="px-3.5 py-3 text-soft">
            None. Once an hour, what people by verdict or passed challenge use is compared with the profiles; what is
            new at two addresses or more is proposed here. Nothing counts before it is accepted.
          </p>
        ) : (
          <ProposalList profiles={site} mayDecide={mayDecide} busy={decision.isPending} onDecide={decide} />
        )}
        {decision.error && (
          <p role="alert" className="border-t px-3.5 py-2 text-bad">
            Not saved. {decision.error.message}
          </p>
        )}
      </Panel>
      <Panel title="Profiles" hint="how browsers look on the wire, with where each was seen">
        <ProfileList profiles={bundled} />
      </Panel>
      {undoable && <UndoToast key={undoable.until} {...undoable} onUndo={takeBack} onGone={forget} />}
    </>
  )
}

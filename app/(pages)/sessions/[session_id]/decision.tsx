'use client'

import { useCallback, useState } from 'react'
import type { Verdict } from '#db/model/verdict.ts'
import { Panel } from '#components/frame/panel.tsx'
import { UndoToast } from '#components/verdicts/undo-toast.tsx'
import { useKeys } from '#components/keys/use-keys.ts'
import { VerdictControls } from '#components/verdicts/verdict-controls.tsx'
import { VerdictHistory } from '#components/verdicts/verdict-history.tsx'
import { verdictWords } from '#components/verdicts/verdict-words.ts'
import { useVerdicts } from '../../../browser/session-query.ts'

const UNDO_MS = 30_000

interface Undoable {
  verdict_id: string
  words: string
  until: number
}

interface DecisionProps {
  session_id: string
  verdicts: readonly Verdict[]
}

/** What was decided; and, for whoever may, the means to decide. */
export function Decision({ mayDecide, ...props }: DecisionProps & { mayDecide: boolean }) {
  if (mayDecide) return <YourDecision {...props} />
  return (
    <Panel title="Verdict">
      <p className="px-3.5 py-2.5 text-soft">Your account reads; deciding needs the permission verdicts:write.</p>
      <VerdictHistory verdicts={props.verdicts} />
    </Panel>
  )
}

function YourDecision({ session_id, verdicts }: DecisionProps) {
  const { decide, undo } = useVerdicts(session_id)
  const [undoable, setUndoable] = useState<Undoable | null>(null)
  const forget = useCallback(() => setUndoable(null), [])
  const takeBack = () => {
    if (undoable === null || undo.isPending) return
    undo.mutate(undoable.verdict_id, { onSuccess: forget })
  }
  useKeys({ z: takeBack })
  const failed = decide.error ?? undo.error
  return (
    <Panel title="Your verdict" className="xl:sticky xl:top-3">
      <VerdictControls
        busy={decide.isPending}
        onDecide={(verdict, bot_class, note) => {
          const decision = { verdict, ...(bot_class === null ? {} : { bot_class }), ...(note === '' ? {} : { note }) }
          decide.mutate(decision, {
            onSuccess: (made) =>
              setUndoable({
                verdict_id: made.verdict_id,
                words: `Marked ${verdictWords(made)}`,
                until: Date.now() + UNDO_MS,
              }),
          })
        }}
      />
      {failed && (
        <p role="alert" className="border-t px-3.5 py-2 text-bad">
          Not saved. {failed.message}
        </p>
      )}
      <VerdictHistory verdicts={verdicts} />
      {undoable && (
        <UndoToast
          key={undoable.verdict_id}
          words={undoable.words}
          until={undoable.until}
          onUndo={takeBack}
          onGone={forget}
        />
      )}
    </Panel>
  )
}

'use client'

import { useRouter } from 'next/navigation'
import { Panel } from '#components/frame/panel.tsx'
import { VoiceScatter } from '#components/scores/voice-scatter.tsx'
import { VoiceTable } from '#components/scores/voice-table.tsx'
import { PartFailure } from '#components/states/part-failure.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import type { ScoreQuestion } from '../../browser/score-question.ts'
import { useVoices } from '../../browser/scores-query.ts'

interface VoicesPanelsProps {
  question: ScoreQuestion
  change: (change: Partial<ScoreQuestion>) => void
}

export function VoicesPanels({ question, change }: VoicesPanelsProps) {
  const router = useRouter()
  const query = useVoices(question)
  const waiting = query.isError ? (
    <PartFailure what="The voices" message={query.error.message} onRetry={() => void query.refetch()} />
  ) : (
    <Skeleton rows={6} label="Reading the voices" />
  )
  return (
    <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-2">
      <Panel
        title="What each voice said"
        hint="of the flagged sessions and of the others, known bots and those turned away left out"
      >
        {query.data === undefined ? (
          waiting
        ) : query.data.distributions.length === 0 ? (
          <p className="px-3.5 py-6 text-center text-soft">No voice spoke in this range: its sessions have no score.</p>
        ) : (
          <VoiceTable distributions={query.data.distributions} />
        )}
      </Panel>
      <Panel
        title="Two voices side by side"
        hint="where they agree, and where only one finds a session odd; without known bots"
      >
        {query.data === undefined ? (
          waiting
        ) : (
          <VoiceScatter
            sample={query.data.sample}
            x={question.x}
            y={question.y}
            onAxes={change}
            onOpen={(session_id) => router.push(`/sessions/${session_id}`)}
          />
        )}
      </Panel>
    </div>
  )
}

'use client'

import { useRouter } from 'next/navigation'
import { useCallback } from 'react'
import { PageHead } from '#components/frame/page-head.tsx'
import { useKeys } from '#components/keys/use-keys.ts'
import { usePreference } from '#components/keys/use-preference.ts'
import { ScoreGrid } from '#components/scores/score-grid.tsx'
import type { FilterField } from '#components/sessions/filter-text.tsx'
import { Button } from '#components/controls/button.tsx'
import { Notice } from '#components/states/notice.tsx'
import { rangeWords } from '#components/text/time-range.ts'
import { useHealth } from '../../browser/health-query.ts'
import type { ScoreQuestion } from '../../browser/score-question.ts'
import { useScores } from '../../browser/scores-query.ts'
import { useScoreQuestion } from '../../browser/use-question.ts'
import { ListSection } from '../list-section.tsx'
import { HistogramPanel } from './histogram-panel.tsx'
import { ScoresToolbar } from './scores-toolbar.tsx'
import { VoicesPanels } from './voices-panels.tsx'

interface PartProps {
  question: ScoreQuestion
  change: (change: Partial<ScoreQuestion>) => void
}

function NoScores({ question, change }: PartProps) {
  const whole = question.min_score === 0 && question.max_score === 1
  const store = useHealth().data?.store
  if (store?.ok === true && store.newest_row_at === null)
    return (
      <Notice icon="eye" title="No request has been recorded yet">
        <p>So there is nothing to score. Health shows whether the sensor listens, and at which servers.</p>
      </Notice>
    )
  return (
    <Notice
      icon="search"
      title="No scored session matches"
      actions={
        <>
          {!whole && <Button onClick={() => change({ min_score: 0, max_score: 1 })}>All scores</Button>}
          <Button onClick={() => change({ range: { kind: 'preset', range: '7d' } })}>Last 7 days</Button>
        </>
      }
    >
      <p>
        Asked: {rangeWords(question.range)}
        {!whole && `, scores from ${question.min_score} to ${question.max_score}`}. Scores are kept for seven days.
      </p>
    </Notice>
  )
}

function ScoreList({ question, change }: PartProps) {
  const router = useRouter()
  const [density] = usePreference('density', 'compact')
  const listed = useScores(question)
  const rows = listed.data?.pages.flatMap((page) => page.data) ?? []
  const onFilter = useCallback((field: FilterField, value: string) => change({ [field]: value }), [change])
  return (
    <div className="flex h-[34rem] flex-col">
      <ListSection
        rows="scores"
        query={listed}
        empty={rows.length === 0 ? <NoScores question={question} change={change} /> : null}
      >
        <ScoreGrid
          sessions={rows}
          complete={!listed.hasNextPage}
          dense={density === 'compact'}
          onOpen={({ session_id }) => router.push(`/sessions/${session_id}`)}
          onFilter={onFilter}
          onEndReached={() => {
            if (listed.hasNextPage && !listed.isFetching) void listed.fetchNextPage()
          }}
        />
      </ListSection>
    </div>
  )
}

export function ScoresView() {
  const [question, change] = useScoreQuestion()
  useKeys({ '/': () => document.querySelector<HTMLInputElement>('[data-filter]')?.focus() })
  return (
    <div className="grid grid-cols-1 gap-3 p-4 pb-0">
      <PageHead title="Scores" question="Is the threshold in the right place?" />
      <ScoresToolbar question={question} change={change} />
      <HistogramPanel question={question} change={change} />
      <VoicesPanels question={question} change={change} />
      <ScoreList question={question} change={change} />
    </div>
  )
}

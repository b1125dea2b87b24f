'use client'

import { Panel } from '#components/frame/panel.tsx'
import { Segmented } from '#components/controls/segmented.tsx'
import { modelsWords, newestOf } from '#components/scores/model-words.ts'
import { ScoreHistogram } from '#components/scores/score-histogram.tsx'
import { PartFailure } from '#components/states/part-failure.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import type { ScoreQuestion } from '../../browser/score-question.ts'
import { useScoreHistogram } from '../../browser/scores-query.ts'

interface HistogramPanelProps {
  question: ScoreQuestion
  change: (change: Partial<ScoreQuestion>) => void
}

/** Where no model tells: the middle. */
const NOWHERE = 0.5

export function HistogramPanel({ question, change }: HistogramPanelProps) {
  const query = useScoreHistogram(question)
  const histogram = query.data
  if (histogram === undefined)
    return (
      <Panel title="How the scores lie">
        {query.isError ? (
          <PartFailure what="The scores" message={query.error.message} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton rows={7} label="Counting scores" />
        )}
      </Panel>
    )
  const { models } = histogram
  const names = [...new Set(models.map(({ model_name }) => model_name))]
  const newest = newestOf(models, question.model_name)
  const medium = newest?.facts?.thresholds.MEDIUM ?? null
  return (
    <Panel
      title="How the scores lie"
      hint={modelsWords(models, newest)}
      aside={
        names.length > 1 && newest !== undefined ? (
          <Segmented
            label="Model"
            value={newest.model_name}
            choices={names.map((name) => ({ value: name, word: name }))}
            onChoose={(model_name) => change({ model_name, threshold: null })}
          />
        ) : undefined
      }
    >
      {newest === undefined ? (
        <p className="px-3.5 py-6 text-center text-soft">
          No session of this range has a score. Scoring runs every minute; Health says whether it does.
        </p>
      ) : (
        <ScoreHistogram
          histogram={histogram}
          threshold={question.threshold ?? Math.round((medium ?? NOWHERE) * 100) / 100}
          medium={medium}
          onThreshold={(threshold) => change({ threshold })}
          onNarrow={(min_score, max_score) => change({ min_score, max_score })}
        />
      )}
    </Panel>
  )
}

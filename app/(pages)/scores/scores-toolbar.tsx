'use client'

import { Button } from '#components/controls/button.tsx'
import { FilterInput } from '#components/controls/filter-input.tsx'
import { Icon } from '#components/controls/icon.tsx'
import { DensityButton } from '#components/controls/list-buttons.tsx'
import { RangePicker } from '#components/controls/range-picker.tsx'
import { frozen } from '#components/text/time-range.ts'
import { addressProblem, ja4Problem } from '../../browser/address-problem.ts'
import { scoreSearchOf, type ScoreQuestion } from '../../browser/score-question.ts'
import { CopyLink } from '../copy-link.tsx'

interface ScoresToolbarProps {
  question: ScoreQuestion
  change: (change: Partial<ScoreQuestion>) => void
}

export function ScoresToolbar({ question, change }: ScoresToolbarProps) {
  const { range, min_score, max_score } = question
  return (
    <div role="group" aria-label="Filter" className="flex flex-wrap items-center gap-2">
      <RangePicker range={range} onChoose={(next) => change({ range: next })} />
      <FilterInput
        label="host"
        placeholder="Host"
        width="w-44"
        value={question.host}
        onChange={(host) => change({ host })}
      />
      <FilterInput
        label="address"
        placeholder="Source address"
        width="w-48"
        value={question.src_ip}
        problemOf={addressProblem}
        onChange={(src_ip) => change({ src_ip })}
      />
      <FilterInput
        label="JA4"
        placeholder="JA4"
        width="w-72"
        value={question.ja4}
        problemOf={ja4Problem}
        onChange={(ja4) => change({ ja4 })}
      />
      {(min_score > 0 || max_score < 1) && (
        <Button onClick={() => change({ min_score: 0, max_score: 1 })}>
          List: scores {min_score.toFixed(2)} to {max_score.toFixed(2)} <Icon name="close" size={12} />
          <span className="sr-only">Remove</span>
        </Button>
      )}
      <div className="ml-auto flex flex-wrap items-center gap-2">
        <DensityButton />
        <CopyLink searchOf={() => scoreSearchOf({ ...question, range: frozen(range, Date.now()) })} />
      </div>
    </div>
  )
}

'use client'

import { FilterInput } from '#components/controls/filter-input.tsx'
import { RangePicker } from '#components/controls/range-picker.tsx'
import { Segmented } from '#components/controls/segmented.tsx'
import { frozen } from '#components/text/time-range.ts'
import { DensityButton, LiveButton } from '#components/controls/list-buttons.tsx'
import { addressProblem, ja4Problem } from '../../browser/address-problem.ts'
import { searchOf, type SessionQuestion } from '../../browser/session-question.ts'
import { CopyLink } from '../copy-link.tsx'

interface SessionsToolbarProps {
  question: SessionQuestion
  change: (change: Partial<SessionQuestion>) => void
  live: boolean
  onLive: (live: boolean) => void
}

const SORTS = [
  { value: '-time', word: 'Newest' },
  { value: '-score', word: 'Most anomalous' },
] as const

export function SessionsToolbar({ question, change, live, onLive }: SessionsToolbarProps) {
  return (
    <div role="group" aria-label="Filter" className="flex flex-wrap items-center gap-2">
      <RangePicker range={question.range} onChoose={(range) => change({ range })} />
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
      <div className="ml-auto flex flex-wrap items-center gap-2">
        <Segmented label="Order" value={question.sort} choices={SORTS} onChoose={(sort) => change({ sort })} />
        <LiveButton canLive={question.range.kind === 'preset'} live={live} onLive={onLive} />
        <DensityButton />
        <CopyLink searchOf={() => searchOf({ ...question, range: frozen(question.range, Date.now()) })} />
      </div>
    </div>
  )
}
